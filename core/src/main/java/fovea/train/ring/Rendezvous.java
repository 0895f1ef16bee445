package fovea.train.ring;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the members of a ring find each other: all are given the same address. The first that can
 * listen there becomes member 0, and numbers the others as they come.
 *
 * @param address where they meet
 * @param size how many members there are, 2 or more
 * @param secret what only they know
 * @param patience how long to wait for all of them
 */
public record Rendezvous(InetSocketAddress address, int size, Secret secret, Duration patience) {

  private static final Logger LOG = LoggerFactory.getLogger(Rendezvous.class);
  private static final int BUFFER = 1 << 20;
  private static final long PAUSE_MILLISECONDS = 100;
  private static final int RING_TIMEOUT_MILLISECONDS = 10_000;

  /** What the answer that opens each lane is for, before the number of the member. */
  private static final List<String> LANES = List.of("ring sums ", "ring gathered ");

  /** Checks the values. */
  public Rendezvous {
    if (size < 2) {
      throw new IllegalArgumentException(
          "a training together needs 2 workers or more, not %s".formatted(size));
    }
    if (address.isUnresolved()) {
      throw new IllegalArgumentException("there is no host %s".formatted(address.getHostString()));
    }
  }

  /**
   * Waits for all members.
   *
   * @param terms what all of them must agree on, by name
   * @throws IOException if they do not come, or this one is refused; the message tells why
   */
  public Ring meet(Map<String, String> terms) throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    try (ServerSocket server = new ServerSocket()) {
      server.bind(address);
      return host(server, terms, deadline);
    } catch (BindException e) {
      return guest(terms, deadline); // somebody listens there, or it is another machine
    }
  }

  private record Guest(Socket socket, Handshake handshake, Member member) {}

  private Ring host(ServerSocket server, Map<String, String> terms, long deadline)
      throws IOException {
    List<Guest> guests = new ArrayList<>();
    try (ServerSocketChannel listening = listen(server.getInetAddress())) {
      while (guests.size() < size - 1) {
        server.setSoTimeout(remaining(deadline, guests.size() + 1));
        Socket socket;
        try {
          socket = server.accept();
        } catch (SocketTimeoutException e) {
          throw missing(guests.size() + 1, e);
        }
        try {
          Handshake handshake = new Handshake(socket, secret);
          int port = handshake.host(terms);
          Member member = new Member(guests.size() + 1, socket.getInetAddress(), port);
          guests.add(new Guest(socket, handshake, member));
          LOG.info("{} of {} workers: {} is here", guests.size() + 1, size, member.name());
        } catch (IOException e) {
          LOG.warn(
              "refused {}: {}",
              socket.getInetAddress().getHostAddress(),
              String.valueOf(e.getMessage()));
          socket.close();
        }
      }
      return invite(guests, listening);
    } catch (IOException e) {
      for (Guest each : guests) {
        each.socket().close();
      }
      throw e;
    }
  }

  /** Tells all guests who is there, and joins the ring. */
  private Ring invite(List<Guest> guests, ServerSocketChannel listening) throws IOException {
    byte[] session = Secret.challenge();
    Watch watch = new Watch();
    for (Guest guest : guests) {
      guest.handshake().out.writeInt(guest.member().rank());
      guest.handshake().out.write(session);
      for (Member member : members(guest.socket().getLocalAddress(), listening, guests)) {
        guest.handshake().out.writeUTF(member.address().getAddress().getHostAddress());
        guest.handshake().out.writeInt(member.address().getPort());
      }
      watch.follow(guest.member(), guest.socket());
    }
    InetAddress own = guests.get(0).socket().getLocalAddress();
    return connect(members(own, listening, guests), 0, listening, session, watch);
  }

  private static List<Member> members(
      InetAddress host, ServerSocketChannel listening, List<Guest> guests) {
    List<Member> members = new ArrayList<>();
    members.add(new Member(0, host, listening.socket().getLocalPort()));
    guests.forEach(guest -> members.add(guest.member()));
    return members;
  }

  private Ring guest(Map<String, String> terms, long deadline) throws IOException {
    Socket socket = reach(deadline);
    try (ServerSocketChannel listening = listen(socket.getLocalAddress())) {
      Handshake handshake = new Handshake(socket, secret);
      handshake.guest(listening.socket().getLocalPort(), terms);
      socket.setSoTimeout(remaining(deadline, 1));
      int rank = handshake.in.readInt();
      byte[] session = handshake.in.readNBytes(Secret.LENGTH);
      List<Member> members = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        InetAddress host = InetAddress.getByName(handshake.in.readUTF());
        members.add(new Member(i, host, handshake.in.readInt()));
      }
      Watch watch = new Watch();
      watch.follow(members.get(0), socket);
      return connect(members, rank, listening, session, watch);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private Socket reach(long deadline) throws IOException {
    while (true) {
      Socket socket = new Socket();
      try {
        socket.connect(address, remaining(deadline, 1));
        return socket;
      } catch (ConnectException e) {
        socket.close();
        pause();
      } catch (IOException e) {
        socket.close();
        throw e;
      }
    }
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(PAUSE_MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for the other workers", e);
    }
  }

  /** Milliseconds until a deadline. */
  private int remaining(long deadline, int here) throws IOException {
    long left = (deadline - System.nanoTime()) / 1_000_000;
    if (left <= 0) {
      throw missing(here, new SocketTimeoutException("too late"));
    }
    return (int) Math.min(left, Integer.MAX_VALUE);
  }

  private IOException missing(int here, IOException cause) {
    return new IOException(
        "%s of %s workers came to %s:%s within %s s: start the others with the same --join, --workers and secret"
            .formatted(
                here, size, address.getHostString(), address.getPort(), patience.toSeconds()),
        cause);
  }

  private static ServerSocketChannel listen(InetAddress address) throws IOException {
    ServerSocketChannel listening = ServerSocketChannel.open();
    listening.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER);
    return listening.bind(new InetSocketAddress(address, 0));
  }

  /** Connects to the next member, and waits for the one before. */
  private Ring connect(
      List<Member> members, int rank, ServerSocketChannel listening, byte[] session, Watch watch)
      throws IOException {
    Member after = members.get((rank + 1) % size);
    Member before = members.get(Math.floorMod(rank - 1, size));
    List<SocketChannel> next = new ArrayList<>();
    for (String purpose : LANES) {
      next.add(connect(after, secret.answer(purpose + rank, session)));
    }
    SocketChannel[] previous = accept(before, listening, session);
    Lane sums = new Lane(before, next.get(0), previous[0], watch);
    Lane gathered = new Lane(before, next.get(1), previous[1], watch);
    watch.start();
    return new Ring(members, rank, sums, gathered, watch);
  }

  private static SocketChannel connect(Member after, byte[] answer) throws IOException {
    SocketChannel next = SocketChannel.open();
    next.setOption(StandardSocketOptions.SO_SNDBUF, BUFFER);
    next.setOption(StandardSocketOptions.TCP_NODELAY, true);
    next.socket().connect(after.address(), RING_TIMEOUT_MILLISECONDS);
    next.socket().getOutputStream().write(answer);
    return next;
  }

  /** Waits for the connections from the member before, in whatever order they come. */
  private SocketChannel[] accept(Member before, ServerSocketChannel listening, byte[] session)
      throws IOException {
    listening.socket().setSoTimeout(RING_TIMEOUT_MILLISECONDS);
    SocketChannel[] accepted = new SocketChannel[LANES.size()];
    while (Arrays.asList(accepted).contains(null)) {
      Socket socket = listening.socket().accept();
      socket.setSoTimeout(RING_TIMEOUT_MILLISECONDS);
      byte[] answer = socket.getInputStream().readNBytes(Secret.LENGTH);
      int lane = 0;
      while (lane < accepted.length
          && !secret.accepts(answer, LANES.get(lane) + before.rank(), session)) {
        lane++;
      }
      if (lane == accepted.length || accepted[lane] != null) {
        socket.close();
      } else {
        accepted[lane] = socket.getChannel();
      }
    }
    return accepted;
  }
}
