package fovea.train.ring;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The first words on a connection between member 0, the host, and another, the guest. Each proves
 * to the other that it knows the secret, without telling it; then they compare what all must agree
 * on.
 */
final class Handshake {

  private static final int MAGIC = 0xF0FEA001;
  private static final int TIMEOUT_MILLISECONDS = 5000;
  private static final int MOST_TERMS = 100;

  private final Socket socket;
  private final Secret secret;
  final DataInputStream in;
  final DataOutputStream out;

  Handshake(Socket socket, Secret secret) throws IOException {
    this.socket = socket;
    this.secret = secret;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(TIMEOUT_MILLISECONDS);
    in = new DataInputStream(socket.getInputStream());
    out = new DataOutputStream(socket.getOutputStream());
  }

  /**
   * Speaks for the host.
   *
   * @param terms what all members must agree on, by name
   * @return the port where the guest listens for the member before it
   * @throws IOException if it must not take part; the message tells why
   */
  int host(Map<String, String> terms) throws IOException {
    try {
      return receive(terms);
    } catch (EOFException e) {
      throw new IOException("it ended the conversation", e);
    }
  }

  private int receive(Map<String, String> terms) throws IOException {
    byte[] own = Secret.challenge();
    out.writeInt(MAGIC);
    out.write(own);
    requireMagic();
    byte[] other = in.readNBytes(Secret.LENGTH);
    if (!secret.accepts(in.readNBytes(Secret.LENGTH), "guest", own, other)) {
      throw new IOException("it does not know the secret");
    }
    out.write(secret.answer("host", own, other));
    int port = in.readInt();
    String difference = difference(terms, readTerms());
    out.writeUTF(difference);
    if (!difference.isEmpty()) {
      throw new IOException(difference);
    }
    return port;
  }

  /**
   * Speaks for a guest.
   *
   * @param port where it listens for the member before it
   * @throws IOException if the host is not one, or refuses; the message tells why
   */
  void guest(int port, Map<String, String> terms) throws IOException {
    try {
      introduce(port, terms);
    } catch (EOFException e) {
      throw new IOException(
          "%s ended the conversation: its secret is another, or it is no worker"
              .formatted(socket.getInetAddress().getHostAddress()),
          e);
    }
  }

  private void introduce(int port, Map<String, String> terms) throws IOException {
    requireMagic();
    byte[] other = in.readNBytes(Secret.LENGTH);
    byte[] own = Secret.challenge();
    out.writeInt(MAGIC);
    out.write(own);
    out.write(secret.answer("guest", other, own));
    if (!secret.accepts(in.readNBytes(Secret.LENGTH), "host", other, own)) {
      throw new IOException(
          "%s has another secret".formatted(socket.getInetAddress().getHostAddress()));
    }
    out.writeInt(port);
    out.writeInt(terms.size());
    for (Map.Entry<String, String> term : terms.entrySet()) {
      out.writeUTF(term.getKey());
      out.writeUTF(term.getValue());
    }
    String refusal = in.readUTF();
    if (!refusal.isEmpty()) {
      throw new IOException("worker 0 refuses this one: " + refusal);
    }
  }

  private void requireMagic() throws IOException {
    if (in.readInt() != MAGIC) {
      throw new IOException("it does not speak as a worker of this version does");
    }
  }

  private Map<String, String> readTerms() throws IOException {
    int count = in.readInt();
    if (count < 0 || count > MOST_TERMS) {
      throw new IOException("it says %s things to agree on".formatted(count));
    }
    Map<String, String> terms = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      terms.put(in.readUTF(), in.readUTF());
    }
    return terms;
  }

  /** The first term that differs; empty if all agree. */
  private static String difference(Map<String, String> host, Map<String, String> guest) {
    if (!host.keySet().equals(guest.keySet())) {
      return "the versions of Fovea differ";
    }
    for (Map.Entry<String, String> term : host.entrySet()) {
      String other = guest.get(term.getKey());
      if (!term.getValue().equals(other)) {
        return "the %s differs: '%s' there, '%s' at worker 0"
            .formatted(term.getKey(), other, term.getValue());
      }
    }
    return "";
  }
}
