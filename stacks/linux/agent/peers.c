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
static bool enforced;

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
