"""An ISP's Internet in a namespace: DNS on UDP 53 and HTTP on TCP 80. Every name has the one address given."""
import ipaddress
import socket
import sys
import threading

ADDRESSES = {1: ipaddress.ip_address(sys.argv[1]).packed, 28: ipaddress.ip_address(sys.argv[2]).packed}


def serve_dns(server):
    while True:
        query, client = server.recvfrom(512)
        kind = int.from_bytes(query[-4:-2], "big")
        record = b"\xc0\x0c" + query[-4:] + b"\x00\x00\x00\x3c" + len(ADDRESSES[kind]).to_bytes(2, "big") + ADDRESSES[kind]
        try:
            server.sendto(query[:2] + b"\x81\x80\x00\x01\x00\x01\x00\x00\x00\x00" + query[12:] + record, client)
        except OSError:
            pass  # whoever asked has no address that there is a way to


def serve_http(listener):
    while True:
        client, _ = listener.accept()
        with client:
            try:
                client.settimeout(1)
                if client.recv(512):
                    client.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")
            except OSError:
                pass


listener = socket.create_server(("::", 80), family=socket.AF_INET6, dualstack_ipv6=True, backlog=64)
for family, address in ((socket.AF_INET, "198.51.100.53"), (socket.AF_INET6, "2001:db8::53")):
    # Bound to the address that is asked: from a wildcard the answer would come from another.
    name_server = socket.socket(family, socket.SOCK_DGRAM)
    name_server.bind((address, 53))
    threading.Thread(target=serve_dns, args=(name_server,), daemon=True).start()
print("ready", flush=True)
serve_http(listener)
