package io.tessera.app.shell;

import io.tessera.api.RenderState;
import io.tessera.api.fault.InputException;
import io.tessera.app.document.Project;
import io.tessera.app.document.Recovery;
import io.tessera.app.render.RenderedPicture;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps aside what changed, each time it is ticked; while one writing is under way the next tick is
 * left out. Ticked on the FX thread, writes in the background.
 */
final class Autosave {
  private static final Logger LOG = LoggerFactory.getLogger(Autosave.class);

  private final ShellViewModel shell;
  private final Recovery recovery;
  private final Executor background;
  private final Executor fx;
  private final Set<Long> kept = new HashSet<>();
  private Set<Long> keptFavourites = Set.of();
  private long keptChanges = -1;
  private boolean keptRender;
  private boolean busy;
  private boolean ended;
  private final List<Runnable> waiting = new ArrayList<>();
  private CompletableFuture<Void> writing = CompletableFuture.completedFuture(null);

  Autosave(ShellViewModel shell, Recovery recovery, Executor background, Executor fx) {
    this.shell = shell;
    this.recovery = recovery;
    this.background = background;
    this.fx = fx;
  }

  /** Looks for changes and writes them. */
  void tick() {
    if (busy || ended) {
      return;
    }
    long changes = shell.document().history().changes();
    List<RenderedPicture> fresh =
        shell.render().gallery().pictures().stream()
            .filter(p -> !kept.contains(p.number()))
            .toList();
    Set<Long> gone = new HashSet<>(kept);
    shell.render().gallery().pictures().forEach(p -> gone.remove(p.number()));
    Set<Long> favourites =
        shell.render().gallery().pictures().stream()
            .filter(p -> p.favouriteProperty().get())
            .map(RenderedPicture::number)
            .collect(Collectors.toSet());
    boolean otherFavourites = !favourites.equals(keptFavourites);
    RenderState render = shell.render().unfinished();
    boolean documentChanged = changes != keptChanges || shell.document().layout().isBeingPainted();
    if (!documentChanged
        && !otherFavourites
        && fresh.isEmpty()
        && gone.isEmpty()
        && render == null
        && !keptRender) {
      return;
    }
    Project project = documentChanged || !fresh.isEmpty() ? shell.projects().project() : null;
    List<Project.SavedPicture> pictures =
        new ArrayList<>(fresh.stream().map(Projects::picture).toList());
    busy = true;
    List<Runnable> now = List.copyOf(waiting);
    writing =
        CompletableFuture.runAsync(
            () -> {
              write(project, pictures, gone, render);
              if (otherFavourites) {
                recovery.keepFavourites(favourites);
              }
            },
            background);
    writing.whenCompleteAsync(
        (done, error) -> {
          busy = false;
          if (error != null) {
            LOG.warn("the document could not be kept aside: {}", error.getMessage());
          } else {
            keptChanges = changes;
            keptRender = render != null;
            keptFavourites = favourites;
            fresh.forEach(p -> kept.add(p.number()));
            kept.removeAll(gone);
            waiting.removeAll(now);
            now.forEach(background::execute);
          }
        },
        fx);
  }

  private void write(
      @Nullable Project project,
      List<Project.SavedPicture> pictures,
      Set<Long> gone,
      @Nullable RenderState render) {
    if (project != null) {
      recovery.keep(project); // first: without it nothing else can be recovered
    }
    pictures.forEach(recovery::keep);
    gone.forEach(recovery::forget);
    recovery.keep(render);
  }

  /** Does something in the background once everything that is there now has been written. */
  void thenRun(Runnable work) {
    waiting.add(work);
    keptChanges = -1;
  }

  /** The studio ends as it should: nothing has to be recovered. Waits for a writing under way. */
  void end() {
    ended = true;
    writing.handle((done, error) -> true).join();
    try {
      recovery.clear();
    } catch (InputException e) {
      LOG.warn("what was kept aside could not be removed: {}", e.getMessage());
    }
  }
}
