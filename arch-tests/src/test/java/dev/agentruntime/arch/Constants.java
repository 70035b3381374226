package dev.agentruntime.arch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static dev.agentruntime.arch.Conditions.satisfy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Texts that belong into one class. ArchUnit does not see them, so class files are read. */
final class Constants {

  /** What OpenTelemetry's conventions for generative AI begin their names with. */
  private static final String GEN_AI = "gen_ai.";

  private Constants() {}

  static ArchRule one_class_has_the_names_of_generative_ai(String base) {
    String home = home(base);
    return classes()
        .that()
        .resideInAPackage(base + "..")
        .should(
            satisfy(
                "leave names that begin with " + GEN_AI + " to " + home,
                type -> type.getName().equals(home) || !namesGenerativeAi(type)));
  }

  /** The one class. */
  static String home(String base) {
    return Layer.OTEL.packageUnder(base) + ".GenAiNames";
  }

  /** Also where a text is put together: its beginning is a constant then. */
  static boolean namesGenerativeAi(JavaClass type) {
    return texts(type).stream().anyMatch(text -> text.startsWith(GEN_AI));
  }

  /** The UTF-8 entries of a class file's constant pool (JVMS, 4.4). */
  private static List<String> texts(JavaClass type) {
    try (var file =
        new DataInputStream(type.getSource().orElseThrow().getUri().toURL().openStream())) {
      // Magic number and version.
      file.skipNBytes(8);
      int entries = file.readUnsignedShort();
      List<String> texts = new ArrayList<>();
      int next = 1;
      while (next < entries) {
        next += readEntry(file, texts);
      }
      return texts;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads one; tells how many numbers it takes. */
  private static int readEntry(DataInputStream file, List<String> texts) throws IOException {
    int tag = file.readUnsignedByte();
    switch (tag) {
      case 1 -> texts.add(file.readUTF());
      case 7, 8, 16, 19, 20 -> file.skipNBytes(2);
      case 15 -> file.skipNBytes(3);
      case 3, 4, 9, 10, 11, 12, 17, 18 -> file.skipNBytes(4);
      case 5, 6 -> file.skipNBytes(8);
      default -> throw new IOException("a constant has the unknown tag " + tag);
    }
    return tag == 5 || tag == 6 ? 2 : 1;
  }
}
