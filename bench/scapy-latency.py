"""
SYN to SYN,ACK as a Scapy script has it. Reads commands from standard input, answers each with one line, and ends with
its input:

    socket COUNT   a packet socket kept open, the frame built beforehand, replies read one by one
    sr1 COUNT      srp1, which sends, sniffs and matches by itself

Arguments: device, source and destination MAC, source and destination address, destination port.
Each answer is nanoseconds, one a probe; every probe has a source port of its own and is followed by its RST.
"""

import logging
import random
import sys
import time

logging.getLogger("scapy").setLevel(logging.ERROR)
from scapy.all import IP, TCP, Ether, conf, srp1  # noqa: E402

DEVICE, SOURCE_MAC, DESTINATION_MAC, SOURCE, DESTINATION, PORT = sys.argv[1:]
WARM_UP = 3
PATIENCE_S = 1
ports = iter(range(random.randrange(1024, 20000), 65000))
conf.verb = 0


def frame(port, flags, seq):
    ethernet = Ether(src=SOURCE_MAC, dst=DESTINATION_MAC)
    return ethernet / IP(src=SOURCE, dst=DESTINATION) / TCP(sport=port, dport=int(PORT), flags=flags, seq=seq)


def through_socket(socket, port, syn):
    raw = bytes(syn)
    sent = time.perf_counter_ns()
    socket.send(raw)
    while True:
        reply = socket.recv()
        if reply is not None and TCP in reply and reply[TCP].dport == port and reply[TCP].flags == "SA":
            return time.perf_counter_ns() - sent
        if time.perf_counter_ns() - sent > PATIENCE_S * 1e9:
            raise TimeoutError


def through_srp1(socket, port, syn):
    sent = time.perf_counter_ns()
    reply = srp1(syn, iface=DEVICE, timeout=PATIENCE_S)
    if reply is None:
        raise TimeoutError
    return time.perf_counter_ns() - sent


def measured(probe, count):
    socket = conf.L2socket(iface=DEVICE)
    try:
        for n in range(count + WARM_UP):
            port = next(ports)
            took = probe(socket, port, frame(port, "S", 1000))
            socket.send(bytes(frame(port, "R", 1001)))
            if n >= WARM_UP:
                yield took
    finally:
        socket.close()


for line in sys.stdin:
    what, count = line.split()
    probe = through_srp1 if what == "sr1" else through_socket
    print(*measured(probe, int(count)), flush=True)
