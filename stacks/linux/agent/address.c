#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "agent.h"

bool address_octets(const char *text, int family, unsigned char octets[16]) {
  memset(octets, 0, 16);
  return inet_pton(family == 4 ? AF_INET : AF_INET6, text, octets) == 1;
}

bool zone_index(const char *text, uint32_t *index) {
  const size_t digits = strspn(text, "0123456789");
  *index = digits > 0 && digits < 10 && !text[digits] ? (uint32_t)strtoul(text, NULL, 10) : if_nametoindex(text);
  return *index != 0 || (fail_errno("interface", ENODEV), false);
}

bool address_sockaddr(const char *text, int family, int64_t port, struct sockaddr_storage *into, socklen_t *length) {
  char plain[80];
  unsigned char octets[16];
  snprintf(plain, sizeof plain, "%s", text);
  char *zone = strchr(plain, '%');
  if (zone) *zone++ = '\0';
  memset(into, 0, sizeof *into);
  if (!address_octets(plain, family, octets) || (zone && family == 4)) return fail_request("that is no address of this family"), false;
  if (family == 4) {
    struct sockaddr_in *four = (struct sockaddr_in *)into;
    four->sin_family = AF_INET;
    four->sin_port = htons((uint16_t)port);
    memcpy(&four->sin_addr, octets, 4);
    *length = sizeof *four;
    return true;
  }
  struct sockaddr_in6 *six = (struct sockaddr_in6 *)into;
  six->sin6_family = AF_INET6;
  six->sin6_port = htons((uint16_t)port);
  memcpy(&six->sin6_addr, octets, 16);
  *length = sizeof *six;
  return !zone || zone_index(zone, &six->sin6_scope_id);
}

void out_endpoint(const struct sockaddr_storage *from) {
  char text[INET6_ADDRSTRLEN];
  const struct sockaddr_in *four = (const struct sockaddr_in *)from;
  const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)from;
  const bool is6 = from->ss_family == AF_INET6;
  inet_ntop(is6 ? AF_INET6 : AF_INET, is6 ? (const void *)&six->sin6_addr : (const void *)&four->sin_addr, text, sizeof text);
  out_text("address", text);
  out_integer("port", ntohs(is6 ? six->sin6_port : four->sin_port));
}
