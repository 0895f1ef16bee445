package fovea.studio;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/** The names under which a studio may be visited. */
final class Hosts {

  private Hosts() {}

  /**
   * The names and addresses that lead to a studio.
   *
   * @param host the address that it listens at
   * @throws UnknownHostException if there is no such host
   * @throws SocketException if the machine's addresses cannot be listed
   */
  static Set<String> of(String host) throws UnknownHostException, SocketException {
    Set<String> names = new LinkedHashSet<>(Set.of("localhost", Settings.LOOPBACK, "[::1]"));
    names.add(literal(host));
    if (InetAddress.getByName(host).isAnyLocalAddress()) {
      names.add(InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT));
      NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .forEach(address -> names.add(literal(address.getHostAddress())));
    }
    return names;
  }

  /** A host as it stands in an address: IPv6 in brackets, without a zone. */
  static String literal(String host) {
    String plain = host.replaceFirst("%.*", "").toLowerCase(Locale.ROOT);
    return plain.contains(":") && !plain.startsWith("[") ? "[" + plain + "]" : plain;
  }
}
