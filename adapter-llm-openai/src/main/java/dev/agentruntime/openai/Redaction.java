package dev.agentruntime.openai;

import dev.agentruntime.application.output.KnownSecrets;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Makes foreign text fit for a message: without our secrets, on one line, and short. */
record Redaction(List<String> secrets) {

  private static final int MAX_LENGTH = 400;

  static Redaction of(OpenAiSettings.Endpoint endpoint) {
    return new Redaction(
        Stream.concat(endpoint.apiKey().stream(), endpoint.headers().values().stream())
            .map(OpenAiSettings.Secret::value)
            // Keys such as "none" are no secret, and would be found everywhere.
            .filter(value -> value.length() >= KnownSecrets.SHORTEST)
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList());
  }

  String apply(String text) {
    String clean = text;
    for (String secret : secrets) {
      clean = clean.replace(secret, "[hidden]");
    }
    clean = clean.replaceAll("[\\p{C}\\s]+", " ").strip();
    return clean.length() <= MAX_LENGTH ? clean : clean.substring(0, MAX_LENGTH) + "…";
  }
}
