package dev.agentruntime.domain.command;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Ways to make a program run another one that are no part of its purpose. A program with a bare
 * name in the table always does, or can be told to by files or by its input.
 */
final class Escapes {

  /**
   * Program and what does it: {@code -x} also among other letters, {@code +x} also so without a
   * dash in the first argument, {@code =-x} alone, {@code --name} also shortened and with a value,
   * {@code x*} whatever begins so, {@code *x*} whatever has it, else the word. Where options are
   * listed that do not, {@code ~name} with any number of dashes up to two and {@code ~name=} with a
   * plain value, every other one does, up to {@code --}.
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
      npm : exec x explore edit init create
      npm pnpm : ~version ~v ~help ~h ~silent ~s ~save ~S ~save-dev ~D ~save-exact ~E ~if-present
      npm pnpm : ~json ~long ~all ~no-audit ~no-fund ~ignore-scripts ~dry-run ~production ~verbose
      npm pnpm : ~legacy-peer-deps ~prefer-offline ~offline ~workspaces ~depth= ~loglevel= ~omit=
      npm pnpm : ~include= ~workspace=
      yarn pnpm : --cwd --dir -C exec dlx x create node --script-shell
      pip pipx : run --python --editor
      uv poetry pipenv bundle rbenv pyenv nvm asdf mise direnv conda : run exec shell tool
      docker podman kubectl oc nerdctl lxc vagrant : run exec ssh debug cp buildx --entrypoint
      mvn mvnd mvnw : exec:* *:exec* antrun:* -Dexec.* -Dmaven.ext.* =-f =-s --file --settings
      mvn mvnd mvnw : --global-settings *exec-maven-plugin* *antrun* *groovy*
      gradle gradlew : --project-dir =-p --init-script =-I --build-file =-b --include-build
      make gmake ninja : -C --directory --eval --file --makefile -f *=*
      tar bsdtar gtar : --to-command --use-compress-program --checkpoint-action --rsh-command +I +F
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

  private static final Map<String, Row> BY_PROGRAM = byProgram();

  private Escapes() {}

  /**
   * What is known of a program.
   *
   * @param always whether it runs other programs whatever its arguments are
   * @param signs arguments that make it run them
   * @param harmless if there are any, the only options that do not
   */
  private record Row(boolean always, List<Sign> signs, List<Pattern> harmless) {

    static Row of(List<String> cells) {
      return new Row(
          cells.contains("*"),
          cells.stream().filter(cell -> !cell.startsWith("~")).map(Sign::of).toList(),
          cells.stream().filter(cell -> cell.startsWith("~")).map(Row::harmless).toList());
    }

    private static Pattern harmless(String cell) {
      String name = Pattern.quote(cell.substring(1));
      return Pattern.compile(
          cell.endsWith("=") ? "--" + name + "[A-Za-z0-9@/._-]+" : "-{1,2}" + name);
    }

    boolean isStrange(String argument) {
      return !harmless.isEmpty()
          && argument.startsWith("-")
          && harmless.stream().noneMatch(option -> option.matcher(argument).matches());
    }
  }

  /** Whether an argument, of which the place is given too, makes a program run another one. */
  @FunctionalInterface
  private interface Sign {

    boolean isShownBy(String argument, int place);

    static Sign of(String sign) {
      if (sign.startsWith("*")) {
        String part = sign.replace("*", "");
        return (argument, place) -> argument.contains(part);
      }
      if (sign.endsWith("*")) {
        String beginning = sign.substring(0, sign.length() - 1);
        return (argument, place) -> argument.startsWith(beginning);
      }
      if (sign.startsWith("--")) {
        return (argument, place) -> isShortFor(sign, argument);
      }
      if (sign.length() == 2 && "-+".indexOf(sign.charAt(0)) >= 0) {
        boolean bare = sign.startsWith("+");
        return (argument, place) -> hasLetter(argument, sign.charAt(1), bare && place == 0);
      }
      String word = sign.startsWith("=") ? sign.substring(1) : sign;
      return (argument, place) -> argument.equals(word);
    }

    private static boolean isShortFor(String option, String argument) {
      int equals = argument.indexOf('=');
      String name = equals < 0 ? argument : argument.substring(0, equals);
      return name.length() > 2 && name.startsWith("--") && option.startsWith(name);
    }

    private static boolean hasLetter(String argument, char letter, boolean bare) {
      return argument.startsWith("-")
          ? !argument.startsWith("--") && argument.indexOf(letter) > 0
          : bare && argument.indexOf(letter) >= 0;
    }
  }

  private static Map<String, Row> byProgram() {
    var cells = new HashMap<String, List<String>>();
    TABLE.lines().forEach(line -> add(line, cells));
    var rows = new HashMap<String, Row>();
    cells.forEach((program, signs) -> rows.put(program, Row.of(signs)));
    return rows;
  }

  private static void add(String line, Map<String, List<String>> cells) {
    int colon = line.indexOf(" : ");
    for (String program : line.substring(0, colon).split(" ", -1)) {
      cells
          .computeIfAbsent(program, key -> new ArrayList<>())
          .addAll(List.of(line.substring(colon + 3).split(" ", -1)));
    }
  }

  static void judge(String program, List<Word> arguments, Findings found) {
    Row row = BY_PROGRAM.get(program);
    if (row == null) {
      return;
    }
    if (row.always()) {
      found.doubt(program + " runs what the line does not show");
      return;
    }
    boolean options = true;
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i).text();
      int place = i;
      options &= !argument.equals("--");
      if (row.signs().stream().anyMatch(sign -> sign.isShownBy(argument, place))
          || (options && row.isStrange(argument))) {
        found.doubt(program + " can run other programs or write files with " + argument);
      }
    }
  }
}
