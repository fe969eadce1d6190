package io.tessera.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tessera.api.fault.InputException;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.Palette;
import io.tessera.api.image.PngFile;
import io.tessera.api.image.RgbImage;
import io.tessera.engine.training.scene.Mood;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderDatasetTest {
  @TempDir private Path folder;
  private final List<String> complaints = new ArrayList<>();

  /** Three pictures whose grey tells them apart; the first has labels and a mood. */
  @BeforeEach
  void pictures() throws IOException {
    Files.createDirectories(folder.resolve("images"));
    Files.createDirectories(folder.resolve("labels"));
    for (int n = 0; n < 3; n++) {
      byte[] rgb = new byte[64 * 48 * 3];
      java.util.Arrays.fill(rgb, (byte) (50 + 50 * n));
      PngFile.write(new RgbImage(64, 48, rgb), folder.resolve("images/p" + n + ".png"), Map.of());
    }
    PngFile.write(
        LabelMap.filled(64, 48, 7), Palette.notebook(12), folder.resolve("labels/p0.png"));
    Files.writeString(folder.resolve("moods.tsv"), "file\tmood\tnote\np0.png\tdusk\tlate\n");
  }

  private FolderDataset open(boolean labelledOnly) {
    return new FolderDataset(folder, 32, labelledOnly, 1, complaints::add);
  }

  @Test
  void aRoundHoldsEveryPictureOnceAndAnIndexAlwaysTheSame() {
    FolderDataset data = open(false);
    Set<Integer> greys = new HashSet<>();
    for (int n = 6; n < 9; n++) {
      Sample sample = data.get(n);
      greys.add(sample.image().rgb()[0] & 0xff);
      assertThat(Math.min(sample.image().width(), sample.image().height())).isBetween(32, 48);
      assertThat(open(false).get(n).image()).isEqualTo(sample.image());
    }
    assertThat(greys).containsExactlyInAnyOrder(50, 100, 150);
    assertThat(complaints).isEmpty();
  }

  @Test
  void labelsAndMoodsComeWithTheirPictures() {
    FolderDataset data = open(true);
    assertThat(data.size()).isEqualTo(1);
    Sample sample = data.get(0);
    assertThat(sample.mood()).contains(Mood.DUSK);
    assertThat(sample.style()).isEqualTo(Sample.Style.PHOTOGRAPH);
    LabelMap map = sample.labels().orElseThrow();
    assertThat(map.width()).isEqualTo(sample.image().width());
    assertThat(map.labels()).containsOnly(7);
  }

  @Test
  void badFilesAreToldOnceAndSkipped() throws IOException {
    Files.writeString(folder.resolve("images/p1.png"), "no picture");
    PngFile.write(
        LabelMap.filled(10, 10, 7), Palette.notebook(12), folder.resolve("labels/p2.png"));
    FolderDataset data = open(false);
    for (int n = 0; n < 12; n++) {
      assertThat(data.get(n).image().rgb()[0] & 0xff).isIn(50, 150);
    }
    assertThat(data.skipped()).isEqualTo(1);
    assertThat(complaints).singleElement().asString().contains("p1.png");
    complaints.clear();
    FolderDataset labelled = open(true);
    for (int n = 0; n < 12; n++) {
      assertThat(labelled.get(n).image().rgb()[0] & 0xff).isEqualTo(50);
    }
    assertThat(complaints).singleElement().asString().contains("10x10").contains("p2.png");
  }

  @Test
  void anUnknownLabelNamesItsPlace() throws IOException {
    byte[] labels = new byte[64 * 48];
    labels[64 * 2 + 5] = 77;
    PngFile.write(
        new LabelMap(64, 48, labels), Palette.notebook(100), folder.resolve("labels/p0.png"));
    assertThatThrownBy(() -> open(true).get(0)).isInstanceOf(InputException.class);
    assertThat(complaints).singleElement().asString().contains("77").contains("(5, 2)");
  }

  @Test
  void aFolderWithoutPicturesSaysWhatIsMissing() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty"));
    assertThatThrownBy(() -> new FolderDataset(empty, 32, false, 1, c -> {}))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("holds no pictures")
        .hasMessageContaining("webp");
  }

  private static RgbImage grey(int w, int h, int value) {
    byte[] rgb = new byte[w * h * 3];
    java.util.Arrays.fill(rgb, (byte) value);
    return new RgbImage(w, h, rgb);
  }

  @Test
  void smallPicturesAreEnlargedWithTheirMaps() {
    FolderDataset data = new FolderDataset(folder, 96, true, 1, complaints::add);
    Sample sample = data.get(0);
    assertThat(Math.min(sample.image().width(), sample.image().height())).isEqualTo(96);
    assertThat(sample.labels().orElseThrow().height()).isEqualTo(sample.image().height());
    assertThat(complaints).isEmpty();
  }

  @Test
  void foldersBelowAreClassesAndOtherProgramsRemainsAreLeftOut() throws IOException {
    Path own = Files.createDirectories(folder.resolve("own"));
    for (String name : List.of("cats/a.tif", "dogs/old/b.PNG", "dogs/c.jpg")) {
      Path file = own.resolve(name);
      Files.createDirectories(file.getParent());
      String format = name.endsWith("tif") ? "tiff" : name.endsWith("jpg") ? "jpeg" : "png";
      ImageIO.write(PngFile.buffered(grey(64, 48, 90)), format, file.toFile());
    }
    Files.write(own.resolve("cats/._a.tif"), new byte[] {0, 5, 22, 7});
    FolderDataset data = new FolderDataset(own, 32, false, 1, complaints::add);
    assertThat(data.size()).isEqualTo(3);
    assertThat(data.classes()).containsExactly("cats", "dogs");
    List<Integer> labels = new ArrayList<>();
    for (int n = 0; n < 3; n++) {
      labels.add(data.get(n).label().orElseThrow());
    }
    assertThat(labels).containsExactlyInAnyOrder(0, 1, 1);
    assertThat(complaints).isEmpty();
  }

  @Test
  void aTextFileMayListPictures() throws IOException {
    Path list = folder.resolve("train.txt");
    Files.writeString(list, "images/p0.png\n\n" + folder.resolve("images/p2.png") + "\n");
    FolderDataset data = new FolderDataset(list, 32, false, 1, complaints::add);
    assertThat(data.size()).isEqualTo(2);
    assertThat(data.get(0).image().rgb()[0] & 0xff).isIn(50, 150);
  }

  @Test
  void everyTenthIsHeldOutOfManyAndNoneOfFew() throws IOException {
    FolderDataset.Wanted wanted = FolderDataset.Wanted.of(32, false);
    for (FolderDataset.Part part : FolderDataset.Part.values()) {
      assertThat(new FolderDataset(folder, wanted.with(part), 1, c -> {}).size()).isEqualTo(3);
    }
    for (int n = 3; n < 30; n++) {
      PngFile.write(grey(64, 48, n), folder.resolve("images/p" + n + ".png"), Map.of());
    }
    FolderDataset kept =
        new FolderDataset(folder, wanted.with(FolderDataset.Part.HELD_OUT), 1, c -> {});
    FolderDataset learned =
        new FolderDataset(folder, wanted.with(FolderDataset.Part.LEARNED), 1, c -> {});
    assertThat(kept.size()).isEqualTo(3);
    assertThat(learned.size()).isEqualTo(27);
    Set<String> names = new HashSet<>();
    for (int n = 0; n < 3; n++) {
      names.add(kept.name(n));
    }
    for (int n = 0; n < 27; n++) {
      assertThat(names).doesNotContain(learned.name(n));
    }
  }
}
