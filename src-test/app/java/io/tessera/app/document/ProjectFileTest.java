package io.tessera.app.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tessera.api.Condition;
import io.tessera.api.ConditionKind;
import io.tessera.api.RenderRequest;
import io.tessera.api.RenderState;
import io.tessera.api.Schedule;
import io.tessera.api.TokenGrid;
import io.tessera.api.TokenSampler;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.RgbImage;
import io.tessera.app.document.Project.SavedPicture;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectFileTest {
  @TempDir private Path folder;

  static RgbImage image(int width, int height) {
    byte[] rgb = new byte[width * height * 3];
    new Random(4).nextBytes(rgb);
    return new RgbImage(width, height, rgb);
  }

  static RenderState state() {
    LabelMap layout = LabelMap.filled(32, 32, 3);
    RenderRequest request =
        new RenderRequest(
            "demo",
            new Condition.Layout(layout),
            Map.of("mood", "dusk"),
            32,
            32,
            99,
            new TokenSampler(0.8, 40, 0.9, false),
            1.5,
            Schedule.EXACT,
            true);
    BitSet cells = new BitSet();
    cells.set(0, 4);
    return new RenderState(
        request, new TokenGrid(2, 2, new int[] {5, 6, 7, 8}), new float[] {-1, -2, -3, -4}, cells);
  }

  static Project project() {
    LabelMap layout = LabelMap.filled(32, 32, 10);
    layout.labels()[7] = (byte) LabelMap.UNLABELLED;
    LabelMap mask = LabelMap.filled(32, 32, 0);
    mask.labels()[100] = 1;
    RenderState s = state();
    LabelMap depth = LabelMap.filled(32, 32, 90);
    depth.labels()[50] = (byte) 255;
    return new Project(
        layout,
        Map.of(ConditionKind.DEPTH, depth, ConditionKind.EDGES, depth),
        List.of(Beginnings.standing(12.5f, 30, 20)),
        List.of(new PlacedObject(45, 4, 8, 16, 2)),
        mask,
        image(32, 32),
        "landscape",
        Map.of("seed", "17", "mood", "dusk"),
        List.of(
            new SavedPicture(2, s.request(), s, image(32, 32), 3.25, true),
            new SavedPicture(1, s.request(), null, image(32, 32), Double.NaN, false)),
        2);
  }

  @Test
  void whatIsWrittenIsRead() {
    Project p = project();
    Path file = folder.resolve("a.tessera");
    ProjectFile.write(p, file);
    Project read = ProjectFile.read(file);
    assertThat(read.layout()).isEqualTo(p.layout());
    assertThat(read.mask()).isEqualTo(p.mask());
    assertThat(read.planes()).isEqualTo(p.planes());
    assertThat(read.photograph()).isEqualTo(p.photograph());
    assertThat(read.settings()).isEqualTo(p.settings());
    assertThat(read.shown()).isEqualTo(2);
    assertThat(read.pictures()).hasSize(2);
    SavedPicture first = read.pictures().getFirst();
    assertThat(first.state()).isEqualTo(p.pictures().getFirst().state());
    assertThat(first.image()).isEqualTo(p.pictures().getFirst().image());
    assertThat(first.bits()).isEqualTo(3.25);
    assertThat(first.favourite()).isTrue();
    assertThat(read.pictures().getLast().state()).isNull();
    assertThat(read.pictures().getLast().bits()).isNaN();
    assertThat(read.pictures().getLast().request().tags()).containsEntry("mood", "dusk");
  }

  @Test
  void damagedFilesAreTold() throws IOException {
    Path text = Files.writeString(folder.resolve("text.tessera"), "nothing");
    assertThatThrownBy(() -> ProjectFile.read(text))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("text.tessera");
    Path file = folder.resolve("b.tessera");
    ProjectFile.write(project(), file);
    byte[] whole = Files.readAllBytes(file);
    Path half = Files.write(folder.resolve("half.tessera"), java.util.Arrays.copyOf(whole, 900));
    assertThatThrownBy(() -> ProjectFile.read(half)).isInstanceOf(InputException.class);
    try (FileSystem zip = FileSystems.newFileSystem(file)) {
      Files.delete(zip.getPath("mask.png"));
    }
    List<String> lost = new ArrayList<>();
    Project rest = ProjectFile.read(file, lost::add);
    assertThat(rest.layout()).isEqualTo(project().layout());
    assertThat(rest.mask().labels()).containsOnly(0);
    assertThat(lost).singleElement().asString().contains("mask.png");
    assertThatThrownBy(() -> ProjectFile.read(folder.resolve("none.tessera")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("there is no file");
  }

  /** Whatever part is damaged, the others are read, and the loss is told. */
  @Test
  void aDamagedPartLosesItselfOnly() throws IOException {
    Path file = folder.resolve("d.tessera");
    ProjectFile.write(project(), file);
    List<String> parts;
    try (FileSystem zip = FileSystems.newFileSystem(file);
        Stream<Path> all = Files.walk(zip.getPath("/"))) {
      parts = all.filter(Files::isRegularFile).map(Path::toString).sorted().toList();
    }
    for (String part : parts) {
      if (part.equals("/project.json")) {
        continue;
      }
      Path copy = folder.resolve("copy.tessera");
      Files.copy(file, copy, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      try (FileSystem zip = FileSystems.newFileSystem(copy)) {
        Files.write(zip.getPath(part), new byte[] {1, 2, 3});
      }
      List<String> lost = new ArrayList<>();
      Project read = ProjectFile.read(copy, lost::add);
      assertThat(lost).as(part).hasSize(1);
      assertThat(lost.getFirst()).as(part).contains(part.substring(1, part.lastIndexOf('.')));
      assertThat(read.layout().width()).isEqualTo(project().layout().width());
      assertThat(read.pictures())
          .hasSize(project().pictures().size() - (part.startsWith("/pictures/") ? 1 : 0));
    }
  }

  @Test
  void anotherVersionIsTold() throws IOException {
    Path file = folder.resolve("c.tessera");
    ProjectFile.write(project(), file);
    try (FileSystem zip = FileSystems.newFileSystem(file)) {
      Path index = zip.getPath("project.json");
      Files.writeString(
          index, Files.readString(index).replace("\"version\" : 1", "\"version\" : 7"));
    }
    assertThatThrownBy(() -> ProjectFile.read(file))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("format 7");
  }

  @Test
  void whatAStudioLeavesBehindIsFound() throws IOException {
    Path parent = folder.resolve("recovery");
    Recovery mine = new Recovery(parent);
    mine.keep(project());
    mine.keep(project().pictures().getFirst());
    mine.keep(state());
    assertThat(Recovery.left(parent)).as("its studio still runs").isEmpty();
    Path owner;
    try (var folders = Files.list(parent)) {
      owner = folders.findFirst().orElseThrow().resolve("owner");
    }
    Files.writeString(owner, "99999999"); // no process has this number
    List<Recovery.Left> left = Recovery.left(parent);
    assertThat(left).hasSize(1);
    assertThat(left.getFirst().project().layout()).isEqualTo(project().layout());
    assertThat(left.getFirst().project().pictures()).hasSize(1);
    assertThat(left.getFirst().project().pictures().getFirst().favourite()).isTrue();
    assertThat(left.getFirst().render()).isEqualTo(state());
    mine.forget(2);
    assertThat(Recovery.left(parent).getFirst().project().pictures()).isEmpty();
    Recovery.discard(left.getFirst());
    assertThat(Recovery.left(parent)).isEmpty();
    mine.keep((RenderState) null);
    mine.clear();
    try (var rest = Files.list(parent)) {
      assertThat(rest).isEmpty();
    }
  }

  @Test
  void framesCropAndExtendAndMaskWhatIsNew() {
    Document d = new Document(LabelMap.filled(32, 32, 4));
    d.place("Photograph", image(32, 32));
    RgbImage before = d.photographProperty().get();
    d.reframe("Frame", -16, 0, 64, 32);
    assertThat(d.width()).isEqualTo(64);
    assertThat(d.layout().at(3, 3)).isEqualTo(4);
    assertThat(d.mask().at(3, 3)).isEqualTo(Document.MASKED);
    assertThat(d.mask().at(20, 3)).isZero();
    assertThat(d.mask().at(60, 3)).isEqualTo(Document.MASKED);
    assertThat(d.photographProperty().get().crop(16, 0, 32, 32)).isEqualTo(before);
    d.history().undo();
    assertThat(d.width()).isEqualTo(32);
    assertThat(d.mask().width()).isEqualTo(32);
    assertThat(d.photographProperty().get()).isEqualTo(before);
    assertThat(d.history().redoNameProperty().get()).isEqualTo("Frame");
  }
}
