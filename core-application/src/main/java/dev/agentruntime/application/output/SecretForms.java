package dev.agentruntime.application.output;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.agentruntime.domain.json.JsonString;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The ways secrets are written, and a quick look for them. */
final class SecretForms {

  /** Longer values are looked for as they are: nobody puts a file of keys into a URL. */
  private static final int MAX_CODED = 1024;

  /** A line of a key file that is a secret by itself, where it is shown with numbers before it. */
  private static final int SHORTEST_LINE = 16;

  private static final Pattern ESCAPED = Pattern.compile("%[0-9A-F]{2}");
  private static final int BITS_OF_BYTE = 8;
  private static final int BITS_OF_BASE64 = 6;
  private static final int BYTES_OF_GROUP = 3;

  /** By their first two characters, the longest first. */
  private final Map<Integer, List<String>> byHead = new HashMap<>();

  private final BitSet heads = new BitSet();
  private final BitSet firsts = new BitSet();
  private final BitSet used = new BitSet();
  private int longest;

  private SecretForms() {}

  static SecretForms of(Collection<String> values) {
    Set<String> all = new LinkedHashSet<>();
    values.forEach(value -> addForms(value, all));
    var forms = new SecretForms();
    all.stream().sorted(Comparator.comparingInt(String::length).reversed()).forEach(forms::add);
    return forms;
  }

  private void add(String form) {
    int head = head(form, 0);
    byHead.computeIfAbsent(head, h -> new ArrayList<>()).add(form);
    heads.set(head);
    firsts.set(form.charAt(0));
    form.chars().forEach(used::set);
    longest = Math.max(longest, form.length());
  }

  private static int head(CharSequence text, int at) {
    return (text.charAt(at) * 31 + text.charAt(at + 1)) & 0xFFFF;
  }

  /** The length of the longest secret that stands here, 0 where none does. */
  int lengthAt(CharSequence text, int at) {
    if (at + 1 >= text.length() || !heads.get(head(text, at))) {
      return 0;
    }
    return byHead.getOrDefault(head(text, at), List.of()).stream()
        .filter(form -> form.length() <= text.length() - at)
        .filter(form -> agree(text, at, form, form.length()))
        .mapToInt(String::length)
        .findFirst()
        .orElse(0);
  }

  /** Where the text ends in what may be the beginning of a secret; its length if it does not. */
  int openEnd(CharSequence text) {
    int at = Math.max(0, text.length() - Math.max(longest - 1, 0));
    while (at < text.length() && !isBeginning(text, at)) {
      at++;
    }
    return at;
  }

  private boolean isBeginning(CharSequence text, int at) {
    int rest = text.length() - at;
    if (rest == 1) {
      return firsts.get(text.charAt(at));
    }
    return heads.get(head(text, at))
        && byHead.getOrDefault(head(text, at), List.of()).stream()
            .anyMatch(form -> form.length() > rest && agree(text, at, form, rest));
  }

  private static boolean agree(CharSequence text, int at, String form, int length) {
    for (int i = 0; i < length; i++) {
      if (text.charAt(at + i) != form.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  boolean isEmpty() {
    return byHead.isEmpty();
  }

  /** Whether a form has this character. */
  boolean use(int c) {
    return used.get(c);
  }

  private static void addForms(String value, Set<String> forms) {
    forms.add(value);
    forms.add(VisibleText.of(value));
    value
        .lines()
        .map(String::strip)
        .filter(line -> line.length() >= SHORTEST_LINE && !line.startsWith("-----"))
        .forEach(forms::add);
    if (value.length() > MAX_CODED || !UTF_8.newEncoder().canEncode(value)) {
      return;
    }
    String json = new JsonString(value).canonical();
    forms.add(json.substring(1, json.length() - 1));
    String url = URLEncoder.encode(value, UTF_8);
    for (String coded : List.of(url, url.replace("+", "%20"))) {
      forms.add(coded);
      forms.add(ESCAPED.matcher(coded).replaceAll(hex -> hex.group().toLowerCase(Locale.ROOT)));
    }
    byte[] bytes = value.getBytes(UTF_8);
    forms.add(HexFormat.of().formatHex(bytes));
    forms.add(HexFormat.of().withUpperCase().formatHex(bytes));
    for (int before = 0; before < BYTES_OF_GROUP; before++) {
      forms.add(within(bytes, before, Base64.getEncoder()));
      forms.add(within(bytes, before, Base64.getUrlEncoder()));
    }
  }

  /** The base64 of a longer text has a secret in one of three ways; edges belong to neighbours. */
  private static String within(byte[] secret, int before, Base64.Encoder encoder) {
    byte[] text = new byte[before + secret.length];
    System.arraycopy(secret, 0, text, before, secret.length);
    return encoder
        .encodeToString(text)
        .substring(
            Math.ceilDiv(before * BITS_OF_BYTE, BITS_OF_BASE64),
            text.length * BITS_OF_BYTE / BITS_OF_BASE64);
  }
}
