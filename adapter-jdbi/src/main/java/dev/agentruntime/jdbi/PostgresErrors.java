package dev.agentruntime.jdbi;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** What errors of PostgreSQL and of the way to it mean. */
final class PostgresErrors {

  private PostgresErrors() {}

  static Trouble meaning(SQLException error) {
    String state = Optional.ofNullable(error.getSQLState()).orElse("");
    return switch (state) {
      // The pool's own words: all connections are in use, or none came about.
      case String none when none.isEmpty() && error instanceof SQLTransientConnectionException ->
          new Trouble.Overdue(
              "no connection was free in time; check that it can be reached, and its load");
      case "40001", "40P01" -> new Trouble.Passing("other transactions got in the way");
      // A plan that the server kept is void; the driver makes it anew the next time.
      case "0A000" -> new Trouble.Passing("a newer version changed the tables just now");
      case "55P03" -> new Trouble.Passing("a lock was not free in time");
      case "53300" -> new Trouble.Passing("the server has no connection left");
      case "57P03" -> new Trouble.Passing("the server is starting or stopping");
      case "57P01", "57P02", "25P03" -> new Trouble.Lost("the server ended the connection");
      case "08004" ->
          new Trouble.Lasting(
              "the server wants a password and got none; write"
                  + " postgresql://USER:PASSWORD@HOST/NAME");
      case "28P01" ->
          new Trouble.Lasting("the server refused the password; check user and password");
      case "28000" ->
          new Trouble.Lasting(
              "the server lets this user not in; check the user, and the server's pg_hba.conf");
      case "3D000" ->
          new Trouble.Lasting(
              "there is no such database on the server; check its name, or make it with createdb");
      case "42501" ->
          new Trouble.Lasting("the user lacks rights; let it make and change tables in the schema");
      case "53100" -> new Trouble.Full("the server's disk is full; make room");
      case "57014" -> new Trouble.Overdue("a statement took too long; check the server's load");
      case "22021" -> new Trouble.Lasting("a text holds a character the database cannot store");
      default ->
          state.startsWith("08")
              ? new Trouble.Lost(way(error))
              : new Trouble.Refused("the database refused a statement (SQLSTATE " + state + ")");
    };
  }

  /** Why there is no way to the server. */
  private static String way(SQLException error) {
    for (Throwable cause = error.getCause(); cause != null; cause = cause.getCause()) {
      switch (cause) {
        case UnknownHostException e -> {
          return "there is no host of that name; check the name, and the network";
        }
        case SocketTimeoutException e -> {
          return "the host does not answer in time; check the network, and firewalls on the way";
        }
        case NoRouteToHostException e -> {
          return "there is no way to the host; check the network";
        }
        case ConnectException e -> {
          return "nothing listens there; check that it runs, and host and port";
        }
        case SSLException e -> {
          return "no encrypted connection comes about; check sslmode and the certificates";
        }
        default -> {}
      }
    }
    return "it does not answer; check that it runs and can be reached";
  }
}
