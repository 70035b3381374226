package dev.agentruntime.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentruntime.application.port.ChatModel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts tool calls together from fragments. By the interface's rules a fragment belongs to the call
 * of its index. Servers also leave the index out, give all calls the same one, leave ids out,
 * repeat id and name in every fragment, or send whole calls; so a fragment starts another call
 * where it cannot continue the one it points to.
 */
final class CallCollector {

  /** Roughly what a fragment takes beside its text. */
  private static final int SLOT_SIZE = 64;

  private final LooseJson json;
  private final List<Slot> slots = new ArrayList<>();
  private final Map<Integer, Slot> byIndex = new HashMap<>();
  private final Map<String, Slot> byId = new HashMap<>();
  private long size;

  CallCollector(LooseJson json) {
    this.json = json;
  }

  void add(JsonNode fragment) {
    JsonNode function = fragment.path("function");
    String id = LooseJson.text(fragment.get("id"));
    String name = LooseJson.text(function.get("name"));
    String arguments = arguments(function.get("arguments"));
    size += SLOT_SIZE + id.length() + name.length() + arguments.length();
    if (!id.isEmpty() || !name.isEmpty() || !arguments.isEmpty()) {
      slotFor(index(fragment.get("index")), id, name, arguments).add(id, name, arguments);
    }
  }

  /** Characters taken so far, or what takes as much room. */
  long size() {
    return size;
  }

  boolean isEmpty() {
    return slots.isEmpty();
  }

  /** Whether the arguments of some call are no JSON object, as if they were not complete. */
  boolean anyIncomplete() {
    return slots.stream().anyMatch(slot -> !json.isObject(slot.arguments.toString()));
  }

  /** In the model's order, which is that of the indexes. */
  List<ChatModel.Call> calls() {
    return slots.stream().sorted(Comparator.comparingInt(Slot::place)).map(Slot::call).toList();
  }

  private static String arguments(@Nullable JsonNode node) {
    return node != null && node.isContainerNode() ? node.toString() : LooseJson.text(node);
  }

  private static @Nullable Integer index(@Nullable JsonNode node) {
    return node != null && node.canConvertToInt() && node.isIntegralNumber()
        ? node.intValue()
        : null;
  }

  private Slot slotFor(@Nullable Integer index, String id, String name, String arguments) {
    Slot target = pointedTo(index, id);
    if (target == null || startsAnother(target, id, name, arguments)) {
      target = new Slot(index == null ? slots.size() : index);
      slots.add(target);
    }
    if (index != null) {
      byIndex.put(index, target);
    }
    if (!id.isEmpty()) {
      byId.put(id, target);
    }
    return target;
  }

  private @Nullable Slot pointedTo(@Nullable Integer index, String id) {
    if (index != null) {
      return byIndex.get(index);
    }
    if (!id.isEmpty()) {
      return byId.get(id);
    }
    return slots.isEmpty() ? null : slots.getLast();
  }

  /** Only a fragment with a name can be the first of a call. */
  private boolean startsAnother(Slot slot, String id, String name, String arguments) {
    if (name.isEmpty()) {
      return false;
    }
    boolean otherId = !id.isEmpty() && !slot.id.isEmpty() && !id.equals(slot.id);
    boolean otherName = id.isEmpty() && !slot.name.isEmpty() && !name.equals(slot.name);
    boolean full = !arguments.isEmpty() && json.isObject(slot.arguments.toString());
    return otherId || otherName || full;
  }

  private static final class Slot {
    private final int place;
    private final StringBuilder arguments = new StringBuilder();
    private String id = "";
    private String name = "";

    Slot(int place) {
      this.place = place;
    }

    int place() {
      return place;
    }

    void add(String id, String name, String arguments) {
      this.id = this.id.isEmpty() ? id : this.id;
      this.name = this.name.isEmpty() ? name : this.name;
      this.arguments.append(arguments);
    }

    /** Calls without parameters often come without arguments. */
    ChatModel.Call call() {
      String raw = arguments.toString();
      return new ChatModel.Call(id, name, raw.isBlank() ? "{}" : raw);
    }
  }
}
