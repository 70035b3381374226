package dev.agentruntime.domain.command;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Ways to make a program run another one that are no part of its purpose. A program with a bare
 * name in the table always does, or can be told to by files or by its input.
 */
final class Escapes {

  /**
   * Program and what does it: {@code -x} also among other letters and {@code =-x} alone, {@code
   * --name} also shortened and with a value, {@code x*} whatever begins so, {@code *x*} whatever
   * has it, else the word.
   */
  private static final String TABLE =
      """
      . source alias unalias hash enable bind complete compgen fc mapfile readarray : *
      ssh slogin mosh rsh parallel at batch crontab script screen tmux su runuser nsenter : *
      unshare systemd-run start-stop-daemon run-parts socat vi vim nvim vimdiff view ex ed : *
      emacs gdb lldb setpriv capsh pkexec sg newgrp chronic entr valgrind perf fakeroot : *
      firejail bwrap runcon prlimit numactl cpulimit xdg-open open start wine qemu wsl cmd : *
      xvfb-run dbus-run-session faketime torsocks torify proxychains chpst softlimit setuidgid : *
      envdir rlwrap unbuffer eatmydata cgexec setarch linux trickle hyperfine watchexec nodemon : *
      concurrently cross-env dotenv doppler aws-vault tini dumb-init gosu su-exec sem pexec : *
      choom uclampset systemd-cat systemd-inhibit ssh-agent gdbserver ifne timelimit pee : *
      mispipe rvim rview vim.basic vim.tiny i x86_ dc rename prename file-rename : *
      powershell rundll psexec tclkit logsave ld.so cscript wscript mshta : *
      git : --upload-pack --receive-pack --exec --ext-diff --open-files-in-pager --output --config
      git : --extcmd --textconv --tool --template --sequence-editor -O -x !* ext::* bisect foreach
      git : filter-branch difftool mergetool daemon send-email instaweb web--browse
      npm : --prefix -C --userconfig --globalconfig exec x explore edit init create --script-shell --node-options --shell --editor --viewer
      yarn pnpm : --cwd --dir -C exec dlx x create node --script-shell
      pip pipx : run --python --editor
      uv poetry pipenv bundle rbenv pyenv nvm asdf mise direnv conda : run exec shell tool
      docker podman kubectl oc nerdctl lxc vagrant : run exec ssh debug cp buildx --entrypoint
      mvn mvnd mvnw : exec:* *:exec* antrun:* -Dexec.* -Dmaven.ext.* =-f =-s --file --settings
      mvn mvnd mvnw : --global-settings *exec-maven-plugin* *antrun* *groovy*
      gradle gradlew : --project-dir =-p --init-script =-I --build-file =-b --include-build
      make gmake ninja : -C --directory --eval --file --makefile -f *=*
      tar bsdtar gtar : --to-command --use-compress-program --checkpoint-action --rsh-command -I -F
      tar bsdtar gtar : --info-script --new-volume-script --rmt-command
      rsync : --rsh --rsync-path -e
      scp sftp : -S -o -F -D
      sort : --compress-program --output -o
      split csplit : --filter
      zip : --unzip-command -T
      rg : --pre --hostname-bin
      ag ack : --pager
      fd fdfind : --exec --exec-batch -x -X
      wget : --use-askpass --execute
      man : --pager --browser --html --preprocessor -P -H
      less more : +*
      cmake : -E
      cargo : --config --manifest-path
      go : =-C -exec* -toolexec* -vettool*
      nmap : --script --interactive
      nc ncat netcat : -e -c --exec --sh-exec
      ip : exec
      sqlite : *.shell* *.system* *.load* *load_extension* -init -cmd
      mysql psql mariadb : *\\!* *system* *PROGRAM* *program*
      openssl : -engine -provider
      gcc g++ cc clang c++ : -wrapper -specs* @* -B* -fplugin*
      java javac jar : -agentlib* -agentpath* -javaagent* -XX:* @* -J*
      install : --strip-program
      dpkg apt apt-get : -o --pre-invoke
      printf : =-v
      test [ printf declare typeset local export readonly let read unset getopts : *$(* *`* *${*
      tsc eslint prettier jest vitest mocha : --rulesdir --plugin --require -r
      pytest : -c -p
      """;

  /** They take any number of dashes before an option, and most options change what they run. */
  private static final Set<String> NODE_PACKAGES = Set.of("npm", "pnpm");

  private static final Pattern HARMLESS_OPTION =
      Pattern.compile(
          "-{1,2}(version|v|help|h|silent|s|save|S|save-dev|D|save-exact|E|if-present|json|long|all"
              + "|no-audit|no-fund|ignore-scripts|dry-run|production|legacy-peer-deps"
              + "|prefer-offline|offline|workspaces|verbose)"
              + "|--(depth|loglevel|omit|include|workspace)=[A-Za-z0-9@/._-]+");

  private static final Set<String> TAPE = Set.of("tar", "bsdtar", "gtar");

  /** Letters without a dash, of which two name a program. */
  private static final Pattern OLD_STYLE = Pattern.compile("[^-].*[IF].*|[IF].*");

  private static final Map<String, List<String>> BY_PROGRAM = byProgram();

  private Escapes() {}

  private static Map<String, List<String>> byProgram() {
    var all = new HashMap<String, List<String>>();
    TABLE.lines().forEach(row -> addRow(row, all));
    return all;
  }

  private static void addRow(String row, Map<String, List<String>> all) {
    int colon = row.indexOf(" : ");
    List<String> signs = List.of(row.substring(colon + 3).split(" ", -1));
    for (String program : row.substring(0, colon).split(" ", -1)) {
      all.merge(program, signs, Escapes::both);
    }
  }

  private static List<String> both(List<String> some, List<String> more) {
    return Stream.concat(some.stream(), more.stream()).toList();
  }

  static void judge(String program, List<Word> arguments, Findings found) {
    List<String> signs = BY_PROGRAM.getOrDefault(program, List.of());
    if (signs.equals(List.of("*"))) {
      found.doubt(program + " runs what the line does not show");
      return;
    }
    for (Word word : arguments) {
      if (signs.stream().anyMatch(sign -> shows(sign, word))) {
        found.doubt(program + " can run other programs or write files with " + word.text());
      }
    }
    if (NODE_PACKAGES.contains(program)) {
      arguments.stream()
          .map(Word::text)
          .takeWhile(text -> !text.equals("--"))
          .filter(text -> text.startsWith("-") && !HARMLESS_OPTION.matcher(text).matches())
          .forEach(text -> found.doubt(program + " may run something else with " + text));
    }
    if (TAPE.contains(program)) {
      arguments.stream()
          .limit(1)
          .filter(word -> OLD_STYLE.matcher(word.text()).matches())
          .forEach(word -> found.doubt(program + " can run other programs with " + word.text()));
    }
  }

  private static boolean shows(String sign, Word word) {
    String text = word.text();
    if (sign.startsWith("*")) {
      return text.contains(sign.substring(1, sign.length() - 1));
    }
    if (sign.endsWith("*")) {
      return text.startsWith(sign.substring(0, sign.length() - 1));
    }
    if (sign.startsWith("--")) {
      String name = text.replaceFirst("(?s)=.*", "");
      return name.length() > 2 && name.startsWith("--") && sign.startsWith(name);
    }
    if (sign.length() == 2 && sign.startsWith("-")) {
      return text.startsWith("-") && !text.startsWith("--") && text.indexOf(sign.charAt(1)) > 0;
    }
    return text.equals(sign.startsWith("=") ? sign.substring(1) : sign);
  }
}
