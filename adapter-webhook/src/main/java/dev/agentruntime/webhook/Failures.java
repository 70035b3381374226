package dev.agentruntime.webhook;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.time.Duration;
import okhttp3.HttpUrl;

/**
 * Says why a target could not be reached: its host, its port and what happened there, in own words.
 * What libraries say is left out, as are path and query, which may hold a token.
 */
record Failures(WebhookSettings settings) {

  String of(IOException failure, HttpUrl url) {
    return switch (failure) {
      case UnknownHostException e ->
          "the host " + shown(url) + " is not known: check its name, or the name server";
      case SocketTimeoutException e ->
          shown(url) + " timed out: no connection within " + spoken(settings.connect());
      case ConnectException e ->
          shown(url) + " refused the connection: nothing listens there, or it cannot be reached";
      case NoRouteToHostException e -> "no network leads to " + shown(url);
      default -> ofConversation(failure, url);
    };
  }

  String timeout(HttpUrl url) {
    return shown(url) + " timed out: no answer within " + spoken(settings.wholeCall());
  }

  String closed(HttpUrl url) {
    return "the answer of " + shown(url) + " was not awaited: no webhooks are sent any more";
  }

  private static String ofConversation(IOException failure, HttpUrl url) {
    if (hasUntrustedCertificate(failure)) {
      return "the certificate of " + shown(url) + " is not trusted: it needs one of a known issuer";
    }
    return shown(url)
        + (url.isHttps()
            ? " broke off, or did not speak https with a certificate for this host"
            : " broke off, or did not speak http");
  }

  private static boolean hasUntrustedCertificate(IOException failure) {
    Throwable cause = failure;
    while (cause != null && !(cause instanceof CertificateException)) {
      cause = cause.getCause();
    }
    return cause != null;
  }

  private static String shown(HttpUrl url) {
    String host = url.host().indexOf(':') < 0 ? url.host() : "[" + url.host() + "]";
    return host + ":" + url.port();
  }

  private static String spoken(Duration duration) {
    long millis = duration.toMillis();
    return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
  }
}
