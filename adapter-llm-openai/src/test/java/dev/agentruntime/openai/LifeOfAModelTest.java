package dev.agentruntime.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.port.ChatModel.Outcome;
import dev.agentruntime.domain.session.FailureKind;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class LifeOfAModelTest {

  @Test
  void warming_up_sends_nothing_and_serves_the_first_call() throws Exception {
    try (var endpoint = FakeEndpoint.playing(FakeEndpoint.stream(Streams.complete("well")));
        var model = new OpenAiChatModel(Talk.settings(endpoint))) {
      model.warmUp();

      assertThat(Talk.replied(model.chat(Talk.hello(), new Talk())).text()).isEqualTo("well");
      assertThat(endpoint.requests()).hasSize(1);
    }
  }

  @Test
  void a_closed_model_fails_as_data() throws Exception {
    try (var endpoint = FakeEndpoint.playing()) {
      var used = new OpenAiChatModel(Talk.settings(endpoint));
      used.chat(Talk.hello(), new Talk());
      var unused = new OpenAiChatModel(Talk.settings(endpoint));
      for (OpenAiChatModel model : new OpenAiChatModel[] {used, unused}) {
        model.close();
        Outcome outcome = model.chat(Talk.hello(), new Talk());

        assertThat(Talk.failed(outcome, FailureKind.INTERNAL)).contains("within the runtime");
      }
    }
  }

  @Test
  void one_model_serves_many_calls_at_once() throws Exception {
    int calls = 50;
    try (var endpoint = FakeEndpoint.playing();
        var model = new OpenAiChatModel(Talk.settings(endpoint))) {
      for (int i = 0; i < calls; i++) {
        endpoint.plays(FakeEndpoint.drip(Streams.complete("a", "b")));
      }
      var threads = new ArrayList<Future<Outcome>>();
      try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < calls; i++) {
          threads.add(executor.submit(() -> model.chat(Talk.hello(), new Talk())));
        }
      }
      for (var call : threads) {
        assertThat(Talk.replied(call.get()).text()).isEqualTo("ab");
      }
    }
  }
}
