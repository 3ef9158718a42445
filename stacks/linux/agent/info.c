#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include "agent.h"

enum { TCP_INFO_NUMBER = 11 };

typedef struct {
  size_t octets;
  const char *names[12];
} Group;

/* struct tcp_info of linux/tcp.h after its octets, in its order; older kernels have less of it. */
static const Group GROUPS[] = {
    {4, {"rto", "ato", "sndMss", "rcvMss", "unacked", "sacked", "lost", "retrans", "fackets"}},
    {4, {"lastDataSent", "lastAckSent", "lastDataRecv", "lastAckRecv", "pmtu", "rcvSsthresh", "rtt", "rttvar"}},
    {4, {"sndSsthresh", "sndCwnd", "advmss", "reordering", "rcvRtt", "rcvSpace", "totalRetrans"}},
    {8, {"pacingRate", "maxPacingRate", "bytesAcked", "bytesReceived"}},
    {4, {"segsOut", "segsIn", "notsentBytes", "minRtt", "dataSegsIn", "dataSegsOut"}},
    {8, {"deliveryRate", "busyTime", "rwndLimited", "sndbufLimited"}},
    {4, {"delivered", "deliveredCe"}},
    {8, {"bytesSent", "bytesRetrans"}},
    {4, {"dsackDups", "reordSeen", "rcvOoopack", "sndWnd", "rcvWnd", "rehash", "totalRto"}},
};
static const char *const OCTETS[] = {"state", "caState", "retransmits", "probes", "backoff", "options", "windowScales", "flags"};

int call_info(Json request, int64_t id) {
  (void)id;
  unsigned char octets[1024] = {0};
  socklen_t length = sizeof octets;
  Socket *one = take_socket(request);
  size_t at = 0;
  if (!one) return FAILED;
  if (getsockopt(one->fd, IPPROTO_TCP, TCP_INFO_NUMBER, octets, &length) < 0) return fail_errno("getsockopt", errno);
  for (; at < 8; at++) out_integer(OCTETS[at], octets[at]);
  const int low_first = 1;
  const bool little = *(const char *)&low_first == 1;
  out_integer("sendWindowScale", (octets[6] >> (little ? 0 : 4)) & 0xf);
  out_integer("receiveWindowScale", (octets[6] >> (little ? 4 : 0)) & 0xf);
  for (const Group *group = GROUPS; group < GROUPS + sizeof GROUPS / sizeof *GROUPS; group++)
    for (size_t n = 0; n < 12 && group->names[n] && at + group->octets <= length; n++, at += group->octets) {
      uint64_t wide;
      uint32_t narrow;
      memcpy(&wide, octets + at, sizeof wide);
      memcpy(&narrow, octets + at, sizeof narrow);
      out_unsigned(group->names[n], group->octets == 8 ? wide : narrow);
    }
  return DONE;
}
