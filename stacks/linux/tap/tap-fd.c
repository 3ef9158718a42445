/* Opens a tap device as descriptor 3 and becomes another program: tap-fd DEVICE PROGRAM ARGUMENT... */
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { HANDED_ON = 3 };

int main(int count, char **words) {
  struct ifreq request = {.ifr_flags = IFF_TAP | IFF_NO_PI};
  if (count < 3) {
    fputs("tap-fd DEVICE PROGRAM ARGUMENT...\n", stderr);
    return 2;
  }
  const int fd = open("/dev/net/tun", O_RDWR);
  strncpy(request.ifr_name, words[1], IFNAMSIZ - 1);
  if (fd < 0 || ioctl(fd, TUNSETIFF, &request) < 0 || (fd != HANDED_ON && dup2(fd, HANDED_ON) < 0)) {
    perror(words[1]);
    return 1;
  }
  execvp(words[2], words + 2);
  perror(words[2]);
  return 1;
}
