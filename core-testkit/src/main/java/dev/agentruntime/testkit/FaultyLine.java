package dev.agentruntime.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The way to a server, which can fail: a port of this machine whose connections lead to the server
 * as long as the line is whole. Safe for many threads.
 */
public final class FaultyLine implements AutoCloseable {

  private static final int CHUNK = 16 * 1024;

  private final InetSocketAddress server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicReference<@Nullable Loss> loss = new AtomicReference<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile Duration delay = Duration.ZERO;
  private volatile boolean silent;
  private volatile boolean closed;
  private volatile @Nullable ServerSocket door;
  private final int port;

  /**
   * A reply that is to get lost.
   *
   * @param asked what the connection is known by: something that goes to the server on it before
   * @param reply what the reply holds
   */
  private record Loss(String asked, String reply, Runnable lost) {}

  /** A line to a server that listens on this machine. */
  public FaultyLine(int server) throws IOException {
    this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), server);
    this.port = listen(0);
  }

  /** Where it begins. */
  public int port() {
    return port;
  }

  private int listen(int wanted) throws IOException {
    var socket = new ServerSocket(wanted, 50, InetAddress.getLoopbackAddress());
    door = socket;
    Thread.ofVirtual().name("line-" + socket.getLocalPort()).start(() -> serve(socket));
    return socket.getLocalPort();
  }

  private void serve(ServerSocket socket) {
    try {
      while (true) {
        connect(socket.accept());
      }
    } catch (IOException e) {
      // It was taken down.
      return;
    }
  }

  private void connect(Socket near) throws IOException {
    var far = new Socket();
    open.add(near);
    open.add(far);
    try {
      far.connect(server);
    } catch (IOException e) {
      close(near, far);
      return;
    }
    var connection = new Connection(near, far);
    if (closed || door == null) {
      close(near, far);
    }
    Thread.ofVirtual().name("line-there").start(connection::there);
    Thread.ofVirtual().name("line-back").start(connection::back);
  }

  private void close(Socket... sockets) {
    for (Socket socket : sockets) {
      open.remove(socket);
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Breaks all connections, and refuses new ones, as where nothing listens. */
  public void takeDown() throws IOException {
    ServerSocket listening = door;
    door = null;
    if (listening != null) {
      listening.close();
    }
    close(open.toArray(Socket[]::new));
  }

  /** Whole again, on the same port. */
  public void bringUp() throws IOException {
    listen(port);
  }

  /**
   * From now on what is sent comes nowhere, and nobody is told: connections, also new ones, stay
   * open.
   */
  public void swallow() {
    silent = true;
  }

  /** What was swallowed arrives after all. */
  public void deliver() {
    silent = false;
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Each piece that the server sends comes so much later. */
  public void delay(Duration time) {
    delay = time;
  }

  /**
   * Breaks a connection instead of bringing back one reply, once.
   *
   * @param asked what goes to the server before, and tells the connection from all others
   * @param reply what the reply holds
   * @param lost called when it is lost, and the server has done what it says
   */
  public void lose(String asked, String reply, Runnable lost) {
    loss.set(new Loss(asked, reply, lost));
  }

  /** Two sockets, and what goes from one to the other. */
  private final class Connection {
    private final Socket near;
    private final Socket far;
    private volatile @Nullable Loss coming;

    Connection(Socket near, Socket far) {
      this.near = near;
      this.far = far;
    }

    void there() {
      pump(near, far, this::notes);
    }

    void back() {
      pump(far, near, this::passes);
    }

    private boolean notes(String sent) {
      Loss wanted = loss.get();
      if (wanted != null && sent.contains(wanted.asked()) && loss.compareAndSet(wanted, null)) {
        coming = wanted;
      }
      return true;
    }

    private boolean passes(String sent) {
      if (delay.isPositive()) {
        LockSupport.parkNanos(delay.toNanos());
      }
      Loss due = coming;
      boolean lost = due != null && sent.contains(due.reply());
      if (due != null && lost) {
        due.lost().run();
      }
      return !lost;
    }

    private void pump(Socket from, Socket to, Passing passing) {
      try {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        byte[] chunk = new byte[CHUNK];
        for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
          awaitWhole();
          if (!passing.passes(new String(chunk, 0, count, StandardCharsets.ISO_8859_1))) {
            break;
          }
          out.write(chunk, 0, count);
          out.flush();
        }
      } catch (IOException e) {
        // One side is gone; so is the other then.
        return;
      } finally {
        close(near, far);
      }
    }
  }

  /** Whether what was sent goes on. */
  private interface Passing {
    boolean passes(String sent);
  }

  private void awaitWhole() {
    lock.lock();
    try {
      while (silent && !closed) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    takeDown();
    deliver();
  }
}
