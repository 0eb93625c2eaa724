"""Knocks at closed doors: knock.py NAMESPACE ADDRESS [NAMESPACE ADDRESS]... Prints a line for each answer; silence is what is expected.

TCP and UDP, ports that a router might have open by mistake, all at once; whoever answers does so within a second.
"""
import os
import select
import socket
import sys
import time

TCP, UDP = (22, 53, 80, 179, 443, 853, 5355, 8080, 49152), (53, 123, 161, 5355, 51820)
waiting = {}
for space, address in zip(sys.argv[1::2], sys.argv[2::2]):
    with open(f"/run/netns/{space}") as namespace:
        os.setns(namespace.fileno(), os.CLONE_NEWNET)
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    for kind, ports in ((socket.SOCK_STREAM, TCP), (socket.SOCK_DGRAM, UDP)):
        for port in ports:
            door = socket.socket(family, kind)
            door.setblocking(False)
            try:
                door.connect((address, port))
            except BlockingIOError:
                pass
            if kind == socket.SOCK_DGRAM:
                door.send(b"\0" * 12)
            waiting[door.fileno()] = (door, f"{address} {'tcp' if kind == socket.SOCK_STREAM else 'udp'} {port}")
poll = select.poll()
for number, (door, _) in waiting.items():
    poll.register(number, select.POLLIN | (select.POLLOUT if door.type == socket.SOCK_STREAM else 0))
end = time.time() + 1
while (left := end - time.time()) > 0:
    for number, _ in poll.poll(left * 1000):
        print(waiting[number][1], "answers", waiting[number][0].getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) or "open", flush=True)
        poll.unregister(number)
