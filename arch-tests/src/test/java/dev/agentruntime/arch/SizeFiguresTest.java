package dev.agentruntime.arch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class SizeFiguresTest {
  @Test
  void the_figures_of_the_source_are_printed() throws IOException {
    SizeFigures figures = SizeFigures.of(Code.ROOT, Layer.folders());

    System.out.print(figures.describe());

    assertThat(figures.files()).isNotEmpty();
  }
}
