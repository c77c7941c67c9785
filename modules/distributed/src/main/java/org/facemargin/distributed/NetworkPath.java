package org.facemargin.distributed;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import org.facemargin.core.ConfigurationException;

/**
 * The way to rank 0.
 *
 * @param networkInterface its name
 * @param address this machine's address on it
 */
record NetworkPath(String networkInterface, String address) {

  private static final String VARIABLE = "GLOO_SOCKET_IFNAME";

  /**
   * The interface the variable names, else the one that leads to a host.
   *
   * @throws ConfigurationException if there is none
   */
  static NetworkPath to(String host, int port) {
    try {
      String named = System.getenv(VARIABLE);
      return named == null || named.isBlank() ? leadingTo(host, port) : named(named);
    } catch (IOException e) {
      throw new ConfigurationException(
          "No network interface leads to rank 0 at " + host + ":" + port + ": " + e.getMessage(),
          e);
    }
  }

  private static NetworkPath named(String name) throws IOException {
    NetworkInterface found = NetworkInterface.getByName(name);
    if (found == null) {
      throw new ConfigurationException(
          VARIABLE
              + " is '"
              + name
              + "', expected one of "
              + String.join(
                  ", ",
                  NetworkInterface.networkInterfaces().map(NetworkInterface::getName).toList())
              + ".");
    }
    String address =
        found.inetAddresses().findFirst().map(InetAddress::getHostAddress).orElse("no address");
    return new NetworkPath(name, address);
  }

  /** Connecting a datagram socket sends nothing; it asks the routing table. */
  private static NetworkPath leadingTo(String host, int port) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      InetAddress target = InetAddress.getByName(host);
      socket.connect(new InetSocketAddress(target, port));
      InetAddress local = socket.getLocalAddress();
      NetworkInterface found = NetworkInterface.getByInetAddress(local);
      if (found == null) {
        throw new IOException("address " + local + " is on no interface");
      }
      return new NetworkPath(found.getName(), local.getHostAddress());
    }
  }
}
