package dev.agentruntime.application.document;

import dev.agentruntime.application.json.JsonText;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingEndEvent;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceEndEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.events.StreamEndEvent;
import org.yaml.snakeyaml.reader.ReaderException;

/**
 * Reads YAML into nodes that know their places. What makes YAML dangerous or surprising is refused:
 * anchors and aliases, which a small text can blow up with, tags, duplicate keys, several
 * documents. Depth, number of nodes and size are bounded.
 */
public final class YamlReader {

  /** Longest text in characters. */
  public static final int MAX_TEXT = 4 * 1024 * 1024;

  /** Deepest nesting. */
  public static final int MAX_DEPTH = 40;

  /** Most parts of one text. */
  public static final int MAX_NODES = 50_000;

  private static final Pattern MORE =
      Pattern.compile("^expected '<document start>', but (found|got) ");
  private static final Pattern TOKEN = Pattern.compile("'?<([a-z ]+)>'?");

  private final Problems problems;
  private final Iterator<Event> events;
  private int nodes;

  private YamlReader(String text, Problems problems) {
    this.problems = problems;
    var options = new LoaderOptions();
    options.setCodePointLimit(MAX_TEXT);
    this.events = new Yaml(options).parse(new StringReader(text)).iterator();
  }

  /** The one document of a text; nothing where it could not be read to its end. */
  public static Optional<YamlNode> read(String text, Problems problems) {
    if (text.length() > MAX_TEXT) {
      problems.add(Place.START, "the text has more than " + MAX_TEXT + " characters");
      return Optional.empty();
    }
    try {
      return new YamlReader(withoutTabs(text), problems).document();
    } catch (MarkedYAMLException e) {
      problems.add(place(e.getProblemMark()), "this is no YAML: " + sentence(e));
    } catch (ReaderException e) {
      problems.add(
          place(text, e.getPosition()),
          "this is no YAML: the character U+%04X is not allowed".formatted(e.getCodePoint()));
    } catch (YAMLException e) {
      problems.add(Place.START, "this is no YAML: " + e.getMessage());
    } catch (TooMuch e) {
      problems.add(e.place, e.getMessage());
    }
    return Optional.empty();
  }

  /**
   * Between the parts of JSON stand tabs, which YAML refuses there; in its strings there are none.
   */
  private static String withoutTabs(String text) {
    return text.indexOf('\t') >= 0 && JsonText.read(text) instanceof JsonText.Valid
        ? text.replace('\t', ' ')
        : text;
  }

  /** The parser's context names rules of its grammar, and what it calls tokens is in brackets. */
  private static String sentence(MarkedYAMLException e) {
    String problem =
        MORE.matcher(e.getProblem()).replaceFirst("there is more after the document: ");
    return TOKEN
        .matcher(problem)
        .replaceAll("$1")
        .replace("stream end", "the end of the text")
        .replaceAll("scalar|the node content", "a value");
  }

  private Optional<YamlNode> document() {
    events.next();
    Event first = events.next();
    if (first instanceof StreamEndEvent) {
      return Optional.empty();
    }
    YamlNode root = node(events.next(), 1);
    events.next();
    if (events.next() instanceof DocumentStartEvent second) {
      problems.add(
          place(second.getStartMark()), "this has to be one document; here begins another");
    }
    return Optional.of(root);
  }

  private YamlNode node(Event event, int depth) {
    Place place = place(event.getStartMark());
    if (depth > MAX_DEPTH) {
      throw new TooMuch(place, "this is nested more than " + MAX_DEPTH + " deep");
    }
    if (++nodes > MAX_NODES) {
      throw new TooMuch(place, "the text has more than " + MAX_NODES + " parts");
    }
    refuseReuse(event, place);
    return switch (event) {
      case SequenceStartEvent start -> new YamlNode.Items(place, items(depth));
      case MappingStartEvent start -> new YamlNode.Members(place, members(depth));
      case ScalarEvent scalar -> scalar(scalar, place);
      default -> new YamlNode.Scalar(place, "", true);
    };
  }

  private YamlNode.Scalar scalar(ScalarEvent scalar, Place place) {
    String text = scalar.getValue();
    if (text.codePoints()
        .anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
      problems.add(place, "the text has half a character in it (a lone surrogate)");
      text = "_";
    }
    return new YamlNode.Scalar(
        place, text, scalar.getScalarStyle() == DumperOptions.ScalarStyle.PLAIN);
  }

  private void refuseReuse(Event event, Place place) {
    if (event instanceof AliasEvent alias) {
      problems.add(place, "the alias *" + alias.getAnchor() + " is not allowed; write it out");
    } else if (event instanceof NodeEvent anchored && anchored.getAnchor() != null) {
      problems.add(place, "the anchor &" + anchored.getAnchor() + " is not allowed; leave it out");
    }
    @Nullable String tag =
        switch (event) {
          case ScalarEvent scalar -> scalar.getTag();
          case CollectionStartEvent start -> start.getTag();
          default -> null;
        };
    if (tag != null) {
      problems.add(place, "the tag " + tag + " is not allowed; leave it out");
    }
  }

  private List<YamlNode> items(int depth) {
    var items = new ArrayList<YamlNode>();
    Event event = events.next();
    while (!(event instanceof SequenceEndEvent)) {
      items.add(node(event, depth + 1));
      event = events.next();
    }
    return items;
  }

  private Map<String, YamlNode.Member> members(int depth) {
    var members = new LinkedHashMap<String, YamlNode.Member>();
    Event event = events.next();
    while (!(event instanceof MappingEndEvent)) {
      YamlNode key = node(event, depth + 1);
      YamlNode value = node(events.next(), depth + 1);
      if (key instanceof YamlNode.Scalar name) {
        add(members, name, value);
      } else {
        problems.add(key.place(), "a name is expected here, not a list or mapping");
      }
      event = events.next();
    }
    return members;
  }

  private void add(Map<String, YamlNode.Member> members, YamlNode.Scalar name, YamlNode value) {
    YamlNode.Member earlier = members.putIfAbsent(name.text(), new YamlNode.Member(name, value));
    if (earlier != null) {
      problems.add(
          name.place(),
          "\"%s\" is here a second time; the first is in line %d"
              .formatted(name.text(), earlier.key().place().line()));
    }
  }

  private static Place place(@Nullable Mark mark) {
    return mark == null ? Place.START : new Place(mark.getLine() + 1, mark.getColumn() + 1);
  }

  /** Of a code point's index. */
  private static Place place(String text, int index) {
    int line = 1;
    int column = 1;
    int[] points = text.codePoints().limit(index).toArray();
    for (int point : points) {
      line += point == '\n' ? 1 : 0;
      column = point == '\n' ? 1 : column + 1;
    }
    return new Place(line, column);
  }

  private static final class TooMuch extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Place place;

    TooMuch(Place place, String message) {
      super(message, null, false, false);
      this.place = place;
    }

    @Override
    public String getMessage() {
      return String.valueOf(super.getMessage());
    }
  }
}
