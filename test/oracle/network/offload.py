"""Checksum and segmentation offload of an interface, on (1) or off (0): offload.py INTERFACE 0|1
Frames that a program in user space passes on have to be whole: with their checksums, and no longer than the MTU."""

import ctypes
import fcntl
import socket
import struct
import sys

SIOCETHTOOL = 0x8946
SET_CHECKSUM, SET_TSO, SET_GSO, SET_GRO = 0x17, 0x1F, 0x24, 0x2C  # linux/ethtool.h

end = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for command in (SET_CHECKSUM, SET_TSO, SET_GSO, SET_GRO):
    order = ctypes.create_string_buffer(struct.pack('II', command, int(sys.argv[2])))
    fcntl.ioctl(end, SIOCETHTOOL, struct.pack('16sP', sys.argv[1].encode(), ctypes.addressof(order)))
