package dev.agentruntime.openai;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.LogLevel;
import com.openai.core.Timeout;
import java.io.IOException;
import java.time.Duration;
import okhttp3.Interceptor;
import okhttp3.Response;

/**
 * Makes the library's client, with every default that would read the environment or retry replaced.
 */
final class Client {

  /** More of an error than that is not read. */
  private static final long MAX_ERROR_BODY = 64 * 1024;

  private Client() {}

  static OpenAIClient of(OpenAiSettings settings) {
    OpenAiSettings.Endpoint endpoint = settings.endpoint();
    var builder =
        OpenAIOkHttpClient.builder()
            .baseUrl(endpoint.baseUrl())
            .apiKey(endpoint.apiKey().map(OpenAiSettings.Secret::value).orElse("none"))
            .timeout(timeout(settings.timeouts()))
            .maxRetries(0)
            .followRedirects(false)
            .logLevel(LogLevel.OFF)
            .disableTelemetry(true)
            .addInterceptor(Client::withShortError);
    if (endpoint.apiKey().isEmpty()) {
      builder.removeHeaders("Authorization");
    }
    endpoint.headers().forEach((name, value) -> builder.replaceHeaders(name, value.value()));
    return builder.build();
  }

  /** All waits but the one for the connection are timed by the caller, who can tell them apart. */
  private static Timeout timeout(OpenAiSettings.Timeouts timeouts) {
    return Timeout.builder()
        .connect(timeouts.connect())
        .read(Duration.ZERO)
        .write(Duration.ZERO)
        .request(Duration.ZERO)
        .build();
  }

  /** The library reads the body of an error to its end, whatever its size. */
  private static Response withShortError(Interceptor.Chain chain) throws IOException {
    Response response = chain.proceed(chain.request());
    if (response.isSuccessful()) {
      return response;
    }
    try (response) {
      return response.newBuilder().body(response.peekBody(MAX_ERROR_BODY)).build();
    }
  }
}
