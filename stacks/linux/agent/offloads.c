#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include "agent.h"

/*
 * Segments reach TCP as they came, one by one and in their place among other packets: GRO merges them, and holds them back
 * while an echo request goes by. What TCP sends leaves as it was made. What the driver does not let be changed stays.
 */
void leave_frames_alone(const char *device) {
  static const uint32_t commands[] = {ETHTOOL_SGRO, ETHTOOL_STSO, ETHTOOL_SGSO, ETHTOOL_SSG, ETHTOOL_STXCSUM};
  const int fd = socket(AF_INET, SOCK_DGRAM, 0);
  for (size_t n = 0; n < sizeof commands / sizeof *commands; n++) {
    struct ethtool_value value = {commands[n], 0};
    struct ifreq request = {.ifr_data = (char *)&value};
    strncpy(request.ifr_name, device, IFNAMSIZ - 1);
    if (ioctl(fd, SIOCETHTOOL, &request) < 0 && commands[n] == ETHTOOL_SGRO) perror("GRO stays on");
  }
}
