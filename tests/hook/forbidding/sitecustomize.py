"""Put on the path of a Python program, this ends it at the first look for a host or connection to one."""

import os
import sys

FORBIDDEN = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.sendto")


def refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event in FORBIDDEN:
        os.write(2, f"forbidden: {event} {arguments[1:]!r}\n".encode())
        os._exit(97)


sys.addaudithook(refuse)
