package dev.agentruntime.domain.text;

import java.lang.Character.UnicodeScript;
import java.util.EnumSet;
import java.util.Set;

/**
 * Which characters nobody would see. Of what Unicode calls "default ignorable", formats and
 * controls, only what a script or an emoji needs where it stands is let through.
 */
public final class Invisible {

  /** Stands for a neighbour that is not there. */
  public static final int NONE = -1;

  private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
  private static final int ZERO_WIDTH_JOINER = 0x200D;
  private static final int TEXT_STYLE = 0xFE0E;
  private static final int EMOJI_STYLE = 0xFE0F;
  private static final int KEYCAP = 0x20E3;

  /** Scripts whose letters change their form by joiners: cursive ones, and those with conjuncts. */
  private static final Set<UnicodeScript> JOINING =
      EnumSet.of(
          UnicodeScript.ARABIC,
          UnicodeScript.SYRIAC,
          UnicodeScript.MANDAIC,
          UnicodeScript.NKO,
          UnicodeScript.ADLAM,
          UnicodeScript.MONGOLIAN,
          UnicodeScript.DEVANAGARI,
          UnicodeScript.BENGALI,
          UnicodeScript.GURMUKHI,
          UnicodeScript.GUJARATI,
          UnicodeScript.ORIYA,
          UnicodeScript.TAMIL,
          UnicodeScript.TELUGU,
          UnicodeScript.KANNADA,
          UnicodeScript.MALAYALAM,
          UnicodeScript.SINHALA,
          UnicodeScript.TIBETAN,
          UnicodeScript.MYANMAR,
          UnicodeScript.KHMER);

  private Invisible() {}

  /** Whether it would not be seen alone, and so must be written out where no neighbour is known. */
  public static boolean isHidden(int c) {
    return isInvisible(NONE, c, NONE);
  }

  /** Whether the character after it decides. */
  public static boolean dependsOnWhatFollows(int c) {
    return c == '\r' || c == EMOJI_STYLE || c == TEXT_STYLE || isJoiner(c);
  }

  /**
   * Whether it would not be seen where it stands.
   *
   * @param before the character before it, {@link #NONE} where there is none or it was written out
   * @param after the character after it, {@link #NONE} where there is none
   */
  public static boolean isInvisible(int before, int c, int after) {
    if (c == '\r') {
      return after != '\n';
    }
    if (isJoiner(c)) {
      return !joinsLetters(before, after) && !(c == ZERO_WIDTH_JOINER && joinsEmoji(before, after));
    }
    if (c == EMOJI_STYLE || c == TEXT_STYLE) {
      return !isStyled(before, after);
    }
    return isControl(c) || isIgnorable(c);
  }

  private static boolean isJoiner(int c) {
    return c == ZERO_WIDTH_JOINER || c == ZERO_WIDTH_NON_JOINER;
  }

  private static boolean joinsLetters(int before, int after) {
    return before >= 0
        && after >= 0
        && (Character.isLetter(before) || isMark(before))
        && Character.isLetter(after)
        && JOINING.contains(UnicodeScript.of(after))
        && (UnicodeScript.of(before) == UnicodeScript.of(after)
            || UnicodeScript.of(before) == UnicodeScript.INHERITED);
  }

  private static boolean isMark(int c) {
    int type = Character.getType(c);
    return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
  }

  private static boolean joinsEmoji(int before, int after) {
    return before >= 0
        && after >= 0
        && Character.isExtendedPictographic(after)
        && (before == EMOJI_STYLE
            || Character.isExtendedPictographic(before)
            || Character.isEmojiModifier(before));
  }

  /** Digits have emoji forms too, but only as keycaps; elsewhere the selector would be hidden. */
  private static boolean isStyled(int before, int after) {
    return before >= 0 && Character.isEmoji(before) && (before > 0x7F || after == KEYCAP);
  }

  private static boolean isControl(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL -> c != '\n' && c != '\t';
      case Character.FORMAT -> !isSignBeforeNumber(c);
      case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE -> true;
      default -> isNoCharacter(c);
    };
  }

  /** Signs of Arabic and other scripts that are seen, though Unicode counts them as formats. */
  private static boolean isSignBeforeNumber(int c) {
    return isWithin(c, 0x600, 0x605)
        || c == 0x6DD
        || c == 0x70F
        || isWithin(c, 0x890, 0x891)
        || c == 0x8E2
        || c == 0x110BD
        || c == 0x110CD;
  }

  private static boolean isNoCharacter(int c) {
    return (c & 0xFFFE) == 0xFFFE || isWithin(c, 0xFDD0, 0xFDEF);
  }

  /** Letters, marks and places not yet given that are drawn as nothing at all. */
  private static boolean isIgnorable(int c) {
    return c == 0x34F
        || isWithin(c, 0x115F, 0x1160)
        || isWithin(c, 0x17B4, 0x17B5)
        || isWithin(c, 0x180B, 0x180F)
        || c == 0x2065
        || c == 0x3164
        || isWithin(c, 0xFE00, 0xFE0D)
        || c == 0xFFA0
        || isWithin(c, 0xFFF0, 0xFFF8)
        || isWithin(c, 0xE0000, 0xE0FFF);
  }

  private static boolean isWithin(int c, int first, int last) {
    return c >= first && c <= last;
  }
}
