"""Calls an echo service several times and prints each answer: call.py tcp|udp ADDRESS COUNT SIZE [SOURCE].

A call that gets no answer within five seconds prints "- REASON". Each sends SIZE bytes.
Load is bounded: at most 1000 calls of at most 60000 bytes, one after the other.
"""
import socket
import sys


def call(kind, address, question, source):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM if kind == "tcp" else socket.SOCK_DGRAM) as caller:
        caller.settimeout(5)
        if source:
            caller.bind((source, 0))
        caller.connect((address, 443 if kind == "tcp" else 7))
        caller.sendall(question)
        return caller.recv(2048).decode().strip()


kind, address, count, size, *source = sys.argv[1:]
question = b"who\n".rjust(min(int(size), 60000))
for _ in range(min(int(count), 1000)):
    try:
        print(call(kind, address, question, source[0] if source else None), flush=True)
    except OSError as error:
        print("-", error.strerror or error, flush=True)
