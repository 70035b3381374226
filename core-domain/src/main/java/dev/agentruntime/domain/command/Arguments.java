package dev.agentruntime.domain.command;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What programs do with their arguments. Those in the table take them for themselves, or run what
 * the other tables find; any other program may be a wrapper that runs what it is given.
 */
final class Arguments {

  /**
   * Programs of which no argument is a command. Not here: those that hand arguments on to code of
   * the project, as {@code java}, {@code npm run} and every interpreter do.
   */
  private static final String TABLE =
      """
      : [ bg break cd continue dirs exit fg getopts help history jobs let popd pushd pwd read
      return set shift shopt test times type ulimit umask unset wait
      arch basename base32 base64 cat chcon chgrp chmod chown cksum comm cp csplit cut date dd df
      dir dircolors dirname du echo expand expr factor false fmt fold groups head hostid id install
      join link ln logname ls md5sum mkdir mkfifo mknod mktemp mv nl nproc numfmt od paste pathchk
      pinky pr printenv printf ptx pwd readlink realpath rm rmdir seq sha1sum sha256sum sha512sum
      shred shuf sleep sort split stat stty sum sync tac tail tee touch tr true truncate tsort tty
      uname unexpand uniq unlink uptime users vdir wc who whoami yes
      ag ack awk bzip2 cloc cmp colordiff column diff egrep eza fd fdfind fgrep file find free
      gawk gmake grep gsed gtar gunzip gzip hexdump hostname iconv jq kill killall less locate look
      lsblk lsof lz4 make man mawk more nawk ninja original-awk pgrep pkill ps rev rg
      sed strings tar bsdtar tree tokei unxz unzip unzstd wget whatis whereis which xmllint xxd xz
      yq zcat zip zipinfo zstd curl dig host nc ncat netcat netstat nmap nslookup openssl ping
      rsync scp sftp ss traceroute
      git ar ctags gcc g++ cc clang c++ cmake doxygen jar javac javadoc javap nm objdump
      readelf shellcheck shfmt size strip
      gradle gradlew mvn mvnd mvnw
      black eslint flake8 hadolint isort jest mocha mypy prettier pylint pytest ruff tsc vitest
      apt apt-get dpkg pip docker kubectl podman psql mysql mariadb sqlite
      poweroff reboot halt shutdown mount umount
      """;

  private static final Set<String> KEEP = keep();

  private Arguments() {}

  private static Set<String> keep() {
    var all = new TreeSet<String>();
    Stream.of(TABLE.split("\\s+", -1)).map(Programs::withoutVersion).forEach(all::add);
    all.addAll(Wrapper.all().keySet());
    all.addAll(Shells.all().keySet());
    return Set.copyOf(all);
  }

  /** Whether this program runs none of its arguments beyond what is its payload, or a doubt. */
  static boolean areKeptBy(String program) {
    return KEEP.contains(Programs.withoutVersion(program));
  }

  /**
   * Whether these arguments, to a program that may run them, may hold that command: its name and
   * behind it its other words, in one argument or in several.
   */
  static boolean mention(List<Word> arguments, CommandPattern command) {
    if (arguments.stream().anyMatch(word -> mayBecome(word, command.program()))) {
      return true;
    }
    String text =
        arguments.stream()
            .map(Word::text)
            .collect(Collectors.joining(" "))
            .toLowerCase(Locale.ROOT);
    int at = nameIn(text, command.program());
    for (String word : command.words().subList(1, command.words().size())) {
      at = at < 0 ? at : text.indexOf(word.toLowerCase(Locale.ROOT), at + 1);
    }
    return at >= 0;
  }

  /** Whether a word that only running can tell may become that name; a pattern has its ends. */
  private static boolean mayBecome(Word word, String name) {
    return switch (word.kind()) {
      case LITERAL -> false;
      case DYNAMIC -> true;
      case GLOB -> {
        List<String> pieces = List.of(Programs.name(word).split("[*?\\[\\]]+", -1));
        yield name.startsWith(pieces.getFirst()) && name.endsWith(pieces.getLast());
      }
    };
  }

  /** Where the name stands as a word of its own, maybe with folders before it; -1 if nowhere. */
  private static int nameIn(String text, String name) {
    int at = text.indexOf(name);
    while (at >= 0 && at < text.length()) {
      int end = at + name.length();
      boolean begins = at == 0 || !continues(text.charAt(at - 1));
      boolean ends =
          end == text.length() || !(continues(text.charAt(end)) || text.charAt(end) == '/');
      if (begins && ends) {
        return at;
      }
      at = text.indexOf(name, at + 1);
    }
    return -1;
  }

  private static boolean continues(char c) {
    return Character.isLetterOrDigit(c) || "_-.".indexOf(c) >= 0;
  }
}
