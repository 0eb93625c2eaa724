"""Says who called, and where: TCP port 80 (HTTP) and 443, UDP port 7.

The answer is one line, "CALLER-ADDRESS CALLER-PORT OWN-ADDRESS": what the translations on the way made of both ends.
"""
import socket
import threading


def plain(address):
    return address.removeprefix("::ffff:")


def serve(connection):
    with connection:
        connection.settimeout(30)
        try:
            caller, own = connection.getpeername(), connection.getsockname()
            line = f"{plain(caller[0])} {caller[1]} {plain(own[0])}\n".encode()
            if own[1] != 80:
                while data := connection.recv(4096):
                    connection.sendall(line)
                return
            if connection.recv(4096):
                head = f"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {len(line)}\r\nConnection: close\r\n\r\n"
                connection.sendall(head.encode() + line)
        except OSError:
            pass


def listen(port):
    listener = socket.create_server(("::", port), family=socket.AF_INET6, dualstack_ipv6=True, backlog=256)
    while True:
        threading.Thread(target=serve, args=[listener.accept()[0]], daemon=True).start()


def datagrams(port):
    """Answers from the address that was called: IPV6_PKTINFO says which."""
    server = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
    server.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
    server.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_RECVPKTINFO, 1)
    server.bind(("::", port))
    while True:
        _, ancillary, _, caller = server.recvmsg(2048, 256)
        own = next(data for level, kind, data in ancillary if kind == socket.IPV6_PKTINFO)
        line = f"{plain(caller[0])} {caller[1]} {plain(socket.inet_ntop(socket.AF_INET6, own[:16]))}\n".encode()
        try:
            server.sendmsg([line], [(socket.IPPROTO_IPV6, socket.IPV6_PKTINFO, own)], 0, caller)
        except OSError:
            pass


for target, port in ((listen, 80), (listen, 443), (datagrams, 7)):
    threading.Thread(target=target, args=[port]).start()
