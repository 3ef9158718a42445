#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include "agent.h"

/* RFC 9293's names of the kernel's states (net/tcp_states.h); 12 is a request that is not accepted yet. */
static const char *const NAMES[] = {NULL, "ESTABLISHED", "SYN-SENT", "SYN-RECEIVED", "FIN-WAIT-1", "FIN-WAIT-2", "TIME-WAIT", "CLOSED", "CLOSE-WAIT", "LAST-ACK", "LISTEN", "CLOSING", "SYN-RECEIVED"};
enum { LISTENS = 10, ALL_STATES = 0xfff, MOST_CONNECTIONS = 10000 };

typedef struct {
  int family;
  bool has_local, has_remote;
  unsigned char local[16], remote[16];
  uint16_t local_port, remote_port; /* in network order */
  uint32_t zone;
} Query;

static bool take_address(Json request, const char *name, int family, unsigned char octets[16], bool *there, char *zone) {
  char text[68];
  *there = json_member(request, name).at != NULL;
  if (!*there) return true;
  if (!take_text(request, name, text, sizeof text)) return false;
  char *mark = strchr(text, '%');
  if (mark) *mark = '\0', strcpy(zone, mark + 1);
  return address_octets(text, family, octets) || (fail_request("an address is not one of the family"), false);
}

static bool take_query(Json request, Query *query) {
  char zone[68] = "", ignored[68];
  int64_t local_port, remote_port = 0;
  memset(query, 0, sizeof *query);
  if (!take_family(request, &query->family)) return false;
  if (!take_address(request, "localAddress", query->family, query->local, &query->has_local, ignored)) return false;
  if (!take_address(request, "remoteAddress", query->family, query->remote, &query->has_remote, zone)) return false;
  if (query->has_remote != (json_member(request, "remotePort").at != NULL)) return fail_request("remoteAddress and remotePort go together"), false;
  if (!take_integer(request, "localPort", 0, 0xffff, &local_port)) return false;
  if (query->has_remote && !take_integer(request, "remotePort", 0, 0xffff, &remote_port)) return false;
  query->local_port = htons((uint16_t)local_port);
  query->remote_port = htons((uint16_t)remote_port);
  return !*zone || zone_index(zone, &query->zone);
}

static int diag(void) {
  static int fd = -1;
  if (fd < 0) fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
  return fd;
}

/* Without a query that can be looked up: a list of all that are in the states. */
static bool ask(const Query *query, uint32_t states, bool list) {
  struct {
    struct nlmsghdr header;
    struct inet_diag_req_v2 request;
  } message = {{sizeof message, SOCK_DIAG_BY_FAMILY, NLM_F_REQUEST | (list ? NLM_F_DUMP : 0), 0, 0}, {.sdiag_protocol = IPPROTO_TCP, .idiag_states = states}};
  char rest[64];
  message.request.sdiag_family = query->family == 4 ? AF_INET : AF_INET6;
  memset(message.request.id.idiag_cookie, 0xff, sizeof message.request.id.idiag_cookie);
  if (!list) {
    message.request.id.idiag_sport = query->local_port;
    message.request.id.idiag_dport = query->remote_port;
    memcpy(message.request.id.idiag_src, query->local, 16);
    memcpy(message.request.id.idiag_dst, query->remote, 16);
    message.request.id.idiag_if = query->zone;
  }
  while (recv(diag(), rest, sizeof rest, MSG_DONTWAIT) > 0); /* what an earlier question may have left */
  return send(diag(), &message, sizeof message, 0) >= 0 || (fail_errno("sock_diag", errno), false);
}

static bool is_zero(const unsigned char *octets) {
  static const unsigned char zeros[16];
  return memcmp(octets, zeros, 16) == 0;
}

static bool is_asked(const struct inet_diag_msg *found, const Query *query, bool *exact) {
  const size_t octets = query->family == 4 ? 4 : 16;
  if (found->id.idiag_sport != query->local_port) return false;
  const bool same_local = !query->has_local || memcmp(found->id.idiag_src, query->local, octets) == 0;
  *exact = same_local;
  if (!query->has_remote) return same_local || is_zero((const unsigned char *)found->id.idiag_src);
  return same_local && found->idiag_state != LISTENS && found->id.idiag_dport == query->remote_port && memcmp(found->id.idiag_dst, query->remote, octets) == 0;
}

/* What the kernel says: 1 when it was found, 0 when not, -1 after a failure was told. */
static int look_up(const Query *query, struct inet_diag_msg *into) {
  static _Alignas(struct nlmsghdr) char room[32 * 1024];
  const bool link_local = query->remote[0] == 0xfe && (query->remote[1] & 0xc0) == 0x80 && query->family == 6;
  const bool list = !query->has_remote || !query->has_local || (link_local && query->zone == 0);
  int found = 0;
  bool settled = false;
  if (!ask(query, query->has_remote ? ALL_STATES : 1 << LISTENS, list)) return -1;
  for (;;) {
    ssize_t count = recv(diag(), room, sizeof room, MSG_DONTWAIT); /* the kernel answers before send returns */
    if (count <= 0) return fail_errno("sock_diag", count < 0 ? errno : EIO), -1;
    for (struct nlmsghdr *each = (struct nlmsghdr *)room; NLMSG_OK(each, count); each = NLMSG_NEXT(each, count)) {
      if (each->nlmsg_type == NLMSG_DONE) return found;
      if (each->nlmsg_type == NLMSG_ERROR) {
        const int error = -((const struct nlmsgerr *)NLMSG_DATA(each))->error;
        return error == ENOENT && !list ? 0 : (fail_errno("sock_diag", error), -1);
      }
      const struct inet_diag_msg *one = NLMSG_DATA(each);
      bool exact;
      if (!list) return *into = *one, one->idiag_state != LISTENS; /* without such a connection it looks on for a listener */
      if (settled || !is_asked(one, query, &exact)) continue;
      *into = *one;
      found = 1;
      settled = exact;
    }
  }
}

static int tell(Json request, bool within) {
  Query query;
  struct inet_diag_msg found;
  if (!take_query(request, &query)) return FAILED;
  const int result = look_up(&query, &found);
  if (result < 0) return FAILED;
  const char *name = result && found.idiag_state < sizeof NAMES / sizeof *NAMES ? NAMES[found.idiag_state] : NULL;
  char state[32];
  snprintf(state, sizeof state, "\"state\":\"%s\"", name ? name : "CLOSED");
  if (!within) out_raw(",");
  out_raw(state);
  if (!result) return DONE;
  out_integer("inode", found.idiag_inode);
  out_integer("receiveQueue", found.idiag_rqueue);
  out_integer("sendQueue", found.idiag_wqueue);
  return DONE;
}

int call_state(Json request, int64_t id) {
  (void)id;
  return tell(request, false);
}

int call_states(Json request, int64_t id) {
  (void)id;
  const Json list = json_member(request, "connections");
  int count = 0;
  if (!json_is_list(list)) return fail_request("connections must be a list");
  out_raw(",\"states\":[");
  for (Json item = json_first(list); item.at; item = json_next(list, item)) {
    if (*item.at != '{' || ++count > MOST_CONNECTIONS) return fail_request("connections must be at most 10000 objects");
    out_raw(count == 1 ? "{" : ",{");
    if (tell(item, true) != DONE) return FAILED;
    out_raw("}");
  }
  out_raw("]");
  return DONE;
}
