/*
 * lwIP as a machine of its own on a tap device: main TAP IPV4 IPV6. It offers the small services (services.c), says
 * "ready" when it does, and stays until it is killed.
 */
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "lwip/etharp.h"
#include "lwip/ethip6.h"
#include "lwip/netif.h"
#include "lwip/tcpip.h"
#include "services.h"

enum { MTU = 1500, FRAME = MTU + 14 };

static const char *tap_name, *address4, *address6;
static struct netif cable;
static int tap;
static pthread_t reader;

static err_t send_frame(struct netif *netif, struct pbuf *frame) {
  (void)netif;
  char octets[FRAME];
  const u16_t length = pbuf_copy_partial(frame, octets, sizeof octets, 0);
  return length == frame->tot_len && write(tap, octets, length) == length ? ERR_OK : ERR_IF;
}

static err_t set_up(struct netif *netif) {
  netif->name[0] = 't';
  netif->name[1] = 'p';
  netif->output = etharp_output;
  netif->output_ip6 = ethip6_output;
  netif->linkoutput = send_frame;
  netif->mtu = MTU;
  netif->hwaddr_len = 6;
  memcpy(netif->hwaddr, "\x02\x00\x5e\x00\x53\x01", 6);
  netif->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_ETHERNET | NETIF_FLAG_LINK_UP | NETIF_FLAG_MLD6;
  return ERR_OK;
}

static void *receive_frames(void *nothing) {
  for (;;) {
    char octets[FRAME + 4];
    const ssize_t count = read(tap, octets, sizeof octets);
    if (count < 0) exit(1);
    struct pbuf *frame = pbuf_alloc(PBUF_RAW, (u16_t)count, PBUF_RAM);
    if (!frame) continue; /* not of the pool, whose buffers are smaller in the library than they are told to be */
    pbuf_take(frame, octets, (u16_t)count);
    if (cable.input(frame, &cable) != ERR_OK) pbuf_free(frame);
  }
  return nothing;
}

static void start(void *nothing) {
  (void)nothing;
  ip4_addr_t own, mask, none;
  ip6_addr_t own6;
  if (!ip4addr_aton(address4, &own) || !ip6addr_aton(address6, &own6)) exit(2);
  IP4_ADDR(&mask, 255, 255, 255, 0);
  ip4_addr_set_zero(&none);
  netif_add(&cable, &own, &mask, &none, NULL, set_up, tcpip_input);
  netif_set_default(&cable);
  netif_create_ip6_linklocal_address(&cable, 1);
  netif_ip6_addr_set_state(&cable, 0, IP6_ADDR_PREFERRED); /* nobody else is on the cable */
  netif_ip6_addr_set(&cable, 1, &own6);
  netif_ip6_addr_set_state(&cable, 1, IP6_ADDR_PREFERRED);
  netif_set_up(&cable);
  offer_services();
  pthread_create(&reader, NULL, receive_frames, NULL); /* not before there is somebody to take them */
  puts("ready");
  fflush(stdout);
}

static int open_tap(const char *name) {
  struct ifreq request = {.ifr_flags = IFF_TAP | IFF_NO_PI};
  const int fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC);
  strncpy(request.ifr_name, name, IFNAMSIZ - 1);
  if (fd < 0 || ioctl(fd, TUNSETIFF, &request) < 0) {
    perror(name);
    exit(1);
  }
  return fd;
}

int main(int count, char **words) {
  if (count != 4) {
    fputs("main TAP IPV4 IPV6\n", stderr);
    return 2;
  }
  tap_name = words[1];
  address4 = words[2];
  address6 = words[3];
  tap = open_tap(tap_name);
  tcpip_init(start, NULL);
  for (;;) pause();
}
