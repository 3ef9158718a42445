/*
 * What one packet socket can do with nothing around it: the floor that the links are held against. Reads commands from
 * standard input, answers each with one line, and ends with its input. A socket is open only while a command runs.
 *
 *   latency recv|poll|busy COUNT REST SYN RST   SYN to SYN,ACK, COUNT times, each after a rest of REST microseconds and
 *                                               followed by the RST: nanoseconds, one a probe
 *   send COUNT FRAME                            COUNT copies, numbered in their last four octets: nanoseconds for all
 *
 * Frames are in hexadecimal. Those of `latency` hold TCP in IPv4 without IP options; each probe gets a source port of
 * its own. `recv` waits in recv(2), `poll` in poll(2) and then reads, `busy` asks without waiting until there is a frame.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { LONGEST = 2048, WARM_UP = 20, FIRST_PORT = 1024, PORTS = 60000, PATIENCE_MS = 1000 };
enum { SOURCE_PORT = 34, DESTINATION_PORT = 36, ACKNOWLEDGMENT = 42, FLAGS = 47, CHECKSUM = 50, SEQUENCE = 38 };

static int device;
static unsigned next_port;

static void fail(const char *what) {
  printf("error %s: %s\n", what, strerror(errno));
  exit(1);
}

static int64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

/* Without sleeping, so that this processor stays as it is. The clock is read in either case. */
static void rest_for(unsigned us) {
  int64_t until = now_ns() + us * 1000LL;
  while (now_ns() < until) continue;
}

static int open_socket(int protocol) {
  int fd = socket(AF_PACKET, SOCK_RAW, htons(protocol));
  if (fd < 0) fail("socket");
  struct sockaddr_ll address = {.sll_family = AF_PACKET, .sll_protocol = htons(protocol), .sll_ifindex = device};
  if (bind(fd, (struct sockaddr *)&address, sizeof address) < 0) fail("bind");
  int on = 1;
  setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &on, sizeof on);
  struct timeval patience = {.tv_sec = PATIENCE_MS / 1000};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  return fd;
}

static size_t read_frame(const char *text, uint8_t *frame) {
  size_t length = strlen(text) / 2;
  if (length > LONGEST) length = LONGEST;
  for (size_t i = 0; i < length; i++) {
    unsigned octet = 0;
    sscanf(text + 2 * i, "%2x", &octet);
    frame[i] = octet;
  }
  return length;
}

static unsigned get16(const uint8_t *at) { return at[0] << 8 | at[1]; }

static uint32_t get32(const uint8_t *at) { return (uint32_t)get16(at) << 16 | get16(at + 2); }

/* Writes 16 bits and mends TCP's checksum for them (RFC 1624). */
static void patch16(uint8_t *frame, size_t at, unsigned value) {
  uint32_t sum = (~get16(frame + CHECKSUM) & 0xffff) + (~get16(frame + at) & 0xffff) + value;
  while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16);
  frame[at] = value >> 8;
  frame[at + 1] = value;
  frame[CHECKSUM] = ~sum >> 8;
  frame[CHECKSUM + 1] = ~sum;
}

static ssize_t await_frame(int fd, char style, uint8_t *frame) {
  if (style == 'p') {
    struct pollfd on = {.fd = fd, .events = POLLIN};
    if (poll(&on, 1, PATIENCE_MS) <= 0) return -1;
  }
  if (style != 'b') return recv(fd, frame, LONGEST, 0);
  int64_t until = now_ns() + PATIENCE_MS * 1000000LL;
  ssize_t length;
  while ((length = recv(fd, frame, LONGEST, MSG_DONTWAIT)) < 0 && now_ns() < until) continue;
  return length;
}

static int answers(const uint8_t *frame, ssize_t length, const uint8_t *syn) {
  return length >= 54 && get16(frame + 12) == ETH_P_IP && frame[23] == IPPROTO_TCP && frame[FLAGS] == 0x12 &&
         get16(frame + DESTINATION_PORT) == get16(syn + SOURCE_PORT) &&
         get32(frame + ACKNOWLEDGMENT) == get32(syn + SEQUENCE) + 1;
}

static void latency(char style, unsigned count, unsigned rest_us, const char *syn_text, const char *rst_text) {
  uint8_t syn[LONGEST], rst[LONGEST], frame[LONGEST];
  size_t syn_length = read_frame(syn_text, syn), rst_length = read_frame(rst_text, rst);
  int fd = open_socket(ETH_P_ALL);
  for (unsigned n = 0; n < count + WARM_UP; n++) {
    unsigned port = FIRST_PORT + next_port++ % PORTS;
    patch16(syn, SOURCE_PORT, port);
    patch16(rst, SOURCE_PORT, port);
    rest_for(rest_us);
    int64_t sent = now_ns();
    if (send(fd, syn, syn_length, 0) < 0) fail("send");
    ssize_t length;
    do {
      length = await_frame(fd, style, frame);
      if (length < 0) fail("no answer");
    } while (!answers(frame, length, syn));
    int64_t took = now_ns() - sent;
    if (n >= WARM_UP) printf("%lld ", (long long)took);
    if (send(fd, rst, rst_length, 0) < 0) fail("send");
  }
  close(fd);
  printf("\n");
}

static void send_many(unsigned count, const char *text) {
  uint8_t frame[LONGEST];
  size_t length = read_frame(text, frame);
  int fd = open_socket(0); /* receives nothing */
  int64_t begun = now_ns();
  for (unsigned n = 0; n < count; n++) {
    uint32_t number = htonl(n);
    memcpy(frame + length - 4, &number, 4);
    while (send(fd, frame, length, 0) < 0)
      if (errno != ENOBUFS) fail("send");
  }
  printf("%lld\n", (long long)(now_ns() - begun));
  close(fd);
}

int main(int argc, char **argv) {
  static char line[4 * LONGEST + 100], first[2 * LONGEST + 1], second[2 * LONGEST + 1];
  char style[8];
  unsigned count, rest_us;
  device = argc == 2 ? if_nametoindex(argv[1]) : 0;
  if (device == 0) fail("usage: floor DEVICE");
  srand(getpid());
  next_port = rand() % PORTS;
  while (fgets(line, sizeof line, stdin)) {
    if (sscanf(line, "latency %7s %u %u %4096s %4096s", style, &count, &rest_us, first, second) == 5)
      latency(style[0], count, rest_us, first, second);
    else if (sscanf(line, "send %u %4096s", &count, first) == 2)
      send_many(count, first);
    else
      printf("error unknown command\n");
    fflush(stdout);
  }
  return 0;
}
