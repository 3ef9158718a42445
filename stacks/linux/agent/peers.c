#include <stdlib.h>
#include <string.h>
#include "agent.h"

enum { MOST_PEERS = 10000 };

typedef struct {
  int family;
  unsigned char octets[16];
} Peer;

static Peer *declared;
static size_t count;
static bool enforced, local_alone;

void peers_require(void) {
  enforced = local_alone = true;
}

typedef struct {
  int family, bits;
  unsigned char octets[8];
} Prefix;

/* RFC 1122, 1918, 6598, 3927, 5737, 2544, multicast and broadcast; RFC 4193, 4291, 3849, 9637, 5180. */
static const Prefix NOT_PUBLIC[] = {
    {4, 8, {127}}, {4, 8, {10}}, {4, 12, {172, 16}}, {4, 16, {192, 168}}, {4, 10, {100, 64}}, {4, 16, {169, 254}}, {4, 24, {192, 0, 2}},
    {4, 24, {198, 51, 100}}, {4, 24, {203, 0, 113}}, {4, 15, {198, 18}}, {4, 4, {224}}, {4, 32, {255, 255, 255, 255}}, {4, 32, {0}},
    {6, 64, {0}}, {6, 7, {0xfc}}, {6, 10, {0xfe, 0x80}}, {6, 8, {0xff}}, {6, 32, {0x20, 0x01, 0x0d, 0xb8}}, {6, 20, {0x3f, 0xff}}, {6, 48, {0x20, 0x01, 0, 2}},
};

static bool begins_with(const unsigned char *octets, const Prefix *prefix) {
  for (int bit = 0; bit < prefix->bits; bit++)
    if (((octets[bit / 8] ^ prefix->octets[bit / 8]) >> (7 - bit % 8)) & 1) return false;
  return true;
}

static bool peer_of(const char *text, Peer *peer) {
  char plain[80];
  const size_t length = strcspn(text, "%");
  if (length >= sizeof plain) return false;
  memcpy(plain, text, length);
  plain[length] = '\0';
  memset(peer, 0, sizeof *peer);
  for (peer->family = 4; peer->family <= 6; peer->family += 2)
    if (address_octets(plain, peer->family, peer->octets)) return true;
  return false;
}

static bool is_public(const Peer *peer) {
  for (size_t n = 0; n < sizeof NOT_PUBLIC / sizeof *NOT_PUBLIC; n++)
    if (NOT_PUBLIC[n].family == peer->family && begins_with(peer->octets, &NOT_PUBLIC[n])) return false;
  return true;
}

int peers_declare(Json list) {
  if (!json_is_list(list)) return fail_request("peers must be a list");
  Peer *peers = malloc(MOST_PEERS * sizeof *peers);
  size_t n = 0;
  if (!peers) abort();
  for (Json item = json_first(list); item.at; item = json_next(list, item)) {
    char text[68];
    if (n == MOST_PEERS || json_text(item, text, sizeof text) < 0 || !peer_of(text, &peers[n++])) {
      free(peers);
      return fail_request("peers must be at most 10000 IP addresses");
    }
  }
  for (size_t each = 0; local_alone && each < n; each++)
    if (is_public(&peers[each])) {
      free(peers);
      return fail_refused("one of the peers has a public address");
    }
  free(declared);
  declared = peers;
  count = n;
  enforced = true;
  return DONE;
}

bool peers_allow(const char *address) {
  Peer asked;
  if (!enforced) return true;
  if (!peer_of(address, &asked)) return fail_request("that is no IP address"), false;
  for (size_t n = 0; n < count; n++)
    if (memcmp(&declared[n], &asked, sizeof asked) == 0) return true;
  return fail_refused("it is none of the peers that hello declared"), false;
}
