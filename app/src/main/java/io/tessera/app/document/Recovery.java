package io.tessera.app.document;

import io.tessera.api.RenderState;
import io.tessera.api.fault.AtomicFile;
import io.tessera.api.fault.InputException;
import io.tessera.api.fault.Place;
import io.tessera.api.image.PictureFile;
import io.tessera.api.image.PngFile;
import io.tessera.api.json.RequestJson;
import io.tessera.app.document.Project.SavedPicture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is kept aside every few seconds, so that a crash loses next to nothing: a folder for every
 * running studio, removed when it ends as it should. Pictures are written once each, the tokens of
 * a render under way again and again. Off the FX thread, one caller at a time.
 */
public final class Recovery {
  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
  private static final String DOCUMENT = "document" + ProjectFile.ENDING;
  private static final String RENDER = "render.json";
  private static final String OWNER = "owner";
  private static final String FAVOURITES = "favourites";

  /** Milliseconds by which two programs may disagree about when a process began. */
  private static final long CLOCK = 10_000;

  /** How long a studio that cannot be seen from here may have written nothing. */
  private static final Duration FOREIGN = Duration.ofMinutes(10);

  private final Path folder;

  /**
   * What a studio that did not end as it should has left.
   *
   * @param saved when it was last written
   * @param render the render that was under way, if any
   */
  public record Left(Path folder, Instant saved, Project project, @Nullable RenderState render) {}

  /**
   * @param parent holds a folder for every running studio
   */
  public Recovery(Path parent) {
    this.folder = parent.resolve(ProcessHandle.current().pid() + "-" + System.nanoTime());
  }

  /** Writes the document without its pictures. */
  public void keep(Project project) {
    own();
    ProjectFile.write(project.with(List.of()), folder.resolve(DOCUMENT));
  }

  /** Writes a picture that is finished. */
  public void keep(SavedPicture p) {
    own();
    PngFile.write(
        p.image(),
        picture(p.number()),
        Map.of(
            RequestJson.PNG_KEYWORD,
            RequestJson.write(p.request()),
            RequestJson.PNG_STATE,
            p.state() == null ? "" : RequestJson.write(p.state()),
            "favourite",
            Boolean.toString(p.favourite())));
  }

  /** Writes which pictures are favourites now: they become so after they were written. */
  public void keepFavourites(Set<Long> numbers) {
    own();
    String text = numbers.stream().sorted().map(String::valueOf).collect(Collectors.joining("\n"));
    try {
      AtomicFile.write(folder.resolve(FAVOURITES), part -> Files.writeString(part, text));
    } catch (IOException e) {
      throw new InputException("the favourites cannot be kept: " + e.getMessage(), e);
    }
  }

  private static Optional<Set<Long>> favourites(Path folder) throws IOException {
    Path file = folder.resolve(FAVOURITES);
    return Files.exists(file)
        ? Optional.of(
            Files.readAllLines(file).stream()
                .filter(line -> line.matches("\\d{1,18}"))
                .map(Long::valueOf)
                .collect(Collectors.toSet()))
        : Optional.empty();
  }

  /** Removes a picture that was kept: the artist has no use for it any more. */
  public void forget(long number) {
    try {
      Files.deleteIfExists(picture(number));
    } catch (IOException e) {
      LOG.warn("{} cannot be removed: {}", picture(number), e.getMessage());
    }
  }

  private Path picture(long number) {
    return folder.resolve(String.format(Locale.ROOT, "%06d.png", number));
  }

  /** Writes how far a render is; null when there is none any more. */
  public void keep(@Nullable RenderState render) {
    try {
      if (render == null) {
        Files.deleteIfExists(folder.resolve(RENDER));
      } else {
        own();
        AtomicFile.write(
            folder.resolve(RENDER), part -> Files.writeString(part, RequestJson.write(render)));
      }
    } catch (IOException e) {
      throw new InputException("the render cannot be kept: " + e.getMessage(), e);
    }
  }

  private void own() {
    try {
      if (!Files.exists(folder.resolve(OWNER))) {
        Files.createDirectories(folder);
        ProcessHandle here = ProcessHandle.current();
        Files.writeString(
            folder.resolve(OWNER), here.pid() + " " + started(here) + " " + Place.HERE);
      }
    } catch (IOException e) {
      throw new InputException("nothing can be kept in " + folder + ": " + e.getMessage(), e);
    }
  }

  /** Removes what was kept: everything is saved, or not wanted. */
  public void clear() {
    remove(folder);
  }

  /** Removes what another studio has left. */
  public static void discard(Left left) {
    remove(left.folder());
  }

  private static void remove(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("{} cannot be removed: {}", folder, e.getMessage());
    }
  }

  /** What studios have left that run no more, the newest first; what cannot be read is left out. */
  public static List<Left> left(Path parent) {
    List<Left> found = new ArrayList<>();
    if (!Files.isDirectory(parent)) {
      return found;
    }
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent)) {
      for (Path folder : folders) {
        if (!isOwned(folder)) {
          read(folder).ifPresent(found::add);
        }
      }
    } catch (IOException e) {
      LOG.warn("{} cannot be read: {}", parent, e.getMessage());
    }
    found.sort(Comparator.comparing(Left::saved).reversed());
    return found;
  }

  private static boolean isOwned(Path folder) {
    try {
      String[] owner = Files.readString(folder.resolve(OWNER)).strip().split(" ");
      // Numbers of processes are used again: only with the time it began it is the same one.
      long began = owner.length > 1 ? Long.parseLong(owner[1]) : -1;
      if (owner.length > 2 && !owner[2].equals(Place.HERE)) {
        // Of another machine, or before this one's last start. A running one writes all the time.
        return Files.getLastModifiedTime(folder).toInstant().isAfter(Instant.now().minus(FOREIGN));
      }
      return ProcessHandle.of(Long.parseLong(owner[0]))
          .filter(ProcessHandle::isAlive)
          .filter(p -> began < 0 || Math.abs(started(p) - began) < CLOCK)
          .isPresent();
    } catch (IOException | NumberFormatException e) {
      return false;
    }
  }

  private static long started(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  private static Optional<Left> read(Path folder) {
    try {
      Path document = folder.resolve(DOCUMENT);
      if (!Files.exists(document)) {
        remove(folder);
        return Optional.empty();
      }
      Project p = ProjectFile.read(document);
      Path render = folder.resolve(RENDER);
      return Optional.of(
          new Left(
              folder,
              Files.getLastModifiedTime(document).toInstant(),
              p.with(pictures(folder)),
              Files.exists(render) ? RequestJson.readState(Files.readString(render)) : null));
    } catch (IOException | InputException e) {
      LOG.warn("{} cannot be recovered: {}", folder, e.getMessage());
      return Optional.empty();
    }
  }

  private static List<SavedPicture> pictures(Path folder) throws IOException {
    List<SavedPicture> out = new ArrayList<>();
    Optional<Set<Long>> favourites = favourites(folder);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.png")) {
      for (Path file : files) {
        Map<String, String> inside = PngFile.texts(file);
        String state = inside.getOrDefault(RequestJson.PNG_STATE, "");
        RenderState tokens = state.isEmpty() ? null : RequestJson.readState(state);
        String name = file.getFileName().toString();
        long number = Long.parseLong(name.substring(0, name.indexOf('.')));
        out.add(
            new SavedPicture(
                number,
                RequestJson.read(inside.getOrDefault(RequestJson.PNG_KEYWORD, "")),
                tokens,
                PictureFile.read(file),
                Double.NaN,
                favourites
                    .map(all -> all.contains(number))
                    .orElseGet(() -> Boolean.parseBoolean(inside.get("favourite")))));
      }
    }
    out.sort(Comparator.comparingLong(SavedPicture::number).reversed());
    return out;
  }
}
