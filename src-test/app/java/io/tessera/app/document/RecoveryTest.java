package io.tessera.app.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.tessera.api.Condition;
import io.tessera.api.RenderRequest;
import io.tessera.api.Schedule;
import io.tessera.api.TokenSampler;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a studio that ended by force has left behind. */
class RecoveryTest {
  @TempDir private Path parent;

  private static Project project() {
    LabelMap map = LabelMap.filled(32, 32, 1);
    return new Project(
        map, Map.of(), List.of(), List.of(), map, null, "landscape", Map.of(), List.of(), 0);
  }

  private static Project.SavedPicture picture(long number) {
    RenderRequest request =
        new RenderRequest(
            "demo",
            new Condition.None(),
            Map.of(),
            32,
            32,
            number,
            new TokenSampler(1, 10, 1, false),
            1,
            Schedule.EXACT,
            false);
    return new Project.SavedPicture(
        number, request, null, new RgbImage(32, 32, new byte[32 * 32 * 3]), Double.NaN, false);
  }

  private Path owner() throws IOException {
    try (Stream<Path> folders = Files.list(parent)) {
      return folders.findFirst().orElseThrow().resolve("owner");
    }
  }

  @Test
  void favouritesThatWereChosenLaterAreRecovered() throws IOException {
    Recovery recovery = new Recovery(parent);
    recovery.keep(project());
    recovery.keep(picture(1));
    recovery.keep(picture(2));
    recovery.keepFavourites(Set.of(2L));
    Files.writeString(owner(), "4000000 1"); // it runs no more
    Recovery.Left left = Recovery.left(parent).getFirst();
    assertThat(left.project().pictures())
        .extracting(Project.SavedPicture::number, Project.SavedPicture::favourite)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(2L, true),
            org.assertj.core.groups.Tuple.tuple(1L, false));
  }

  /** Another program got the number of the process that ended. */
  @Test
  void aNumberThatIsUsedAgainHidesNothing() throws IOException {
    new Recovery(parent).keep(project());
    assertThat(Recovery.left(parent)).as("this studio runs").isEmpty();
    long pid = ProcessHandle.current().pid();
    Files.writeString(owner(), pid + " 1000");
    assertThat(Recovery.left(parent)).hasSize(1);
  }
}
