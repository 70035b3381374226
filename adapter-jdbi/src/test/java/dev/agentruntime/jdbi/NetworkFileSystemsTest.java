package dev.agentruntime.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.agentruntime.application.port.PersistenceException;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkFileSystemsTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nfs",
        "nfs4",
        "NFS",
        "cifs",
        "smb3",
        "smbfs",
        "9p",
        "afs",
        "ceph",
        "glusterfs",
        "lustre",
        "fuse.sshfs",
        "fuse.glusterfs",
        "fuse.rclone",
        "fuse.ceph-fuse",
        "webdav"
      })
  void a_file_system_of_another_machine_is_known_by_its_type(String type) {
    assertThat(NetworkFileSystems.has(type)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ext4",
        "xfs",
        "btrfs",
        "zfs",
        "overlay",
        "tmpfs",
        "apfs",
        "NTFS",
        "virtiofs",
        "fuse",
        "fuseblk",
        "fuse.gocryptfs",
        "sshfs-like",
        ""
      })
  void any_other_one_is_taken_for_one_of_this_machine(String type) {
    assertThat(NetworkFileSystems.has(type)).isFalse();
  }

  @Test
  void a_database_on_a_network_file_system_is_refused_and_not_made() {
    var file = new SqliteFile(folder.resolve("new/runtime.db"), existing -> "nfs4");

    assertThatExceptionOfType(PersistenceException.class)
        .isThrownBy(file::make)
        .withMessageContaining(
            file.path() + " cannot be used: it is on a network file system (nfs4)")
        .withMessageContaining("a disk of this machine, or a database of PostgreSQL");
    assertThatExceptionOfType(PersistenceException.class).isThrownBy(file::holdsSomething);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void what_is_asked_about_is_the_nearest_folder_that_is_there() throws IOException {
    new SqliteFile(
            folder.resolve("new/deeper/runtime.db"),
            existing -> {
              assertThat(existing).isEqualTo(folder);
              return "ext4";
            })
        .make();
    assertThat(folder.resolve("new/deeper/runtime.db")).isEmptyFile();
  }

  @Test
  void a_file_system_that_the_machine_does_not_know_is_used() {
    assertThatCode(
            new SqliteFile(
                    folder.resolve("runtime.db"),
                    existing -> {
                      throw new IOException("Mount point not found");
                    })
                ::make)
        .doesNotThrowAnyException();
  }
}
