package fovea.train.ring;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * A member of a ring, as the others know it.
 *
 * @param rank its number, from 0 on
 * @param address where it listens for the member before it
 */
record Member(int rank, InetSocketAddress address) {

  Member(int rank, InetAddress host, int port) {
    this(rank, new InetSocketAddress(host, port));
  }

  /** How messages call it. */
  String name() {
    return "worker %s (%s)".formatted(rank, address.getAddress().getHostAddress());
  }
}
