package org.facemargin.experiments.sweep;

import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.facemargin.core.Progress;
import org.facemargin.experiments.record.RunRecord;
import org.facemargin.experiments.run.RunConfig;
import org.facemargin.experiments.run.RunSession;

/** Runs a cell as a session of its own, going on from the newest checkpoint in its folder. */
public final class SessionExecution implements RunExecution {

  private final Path projectFolder;
  private final Set<RunSession> running = ConcurrentHashMap.newKeySet();
  private volatile String stopRequest = "";

  /**
   * @param projectFolder source tree whose commit is recorded
   */
  public SessionExecution(Path projectFolder) {
    this.projectFolder = projectFolder;
  }

  @Override
  public RunRecord run(RunConfig config, Path folder, Progress progress) {
    RunSession session = new RunSession(config, folder, projectFolder, progress);
    running.add(session);
    if (!stopRequest.isEmpty()) {
      session.requestStop(stopRequest);
    }
    try {
      return session.run(session.folder().holdsRun());
    } finally {
      running.remove(session);
    }
  }

  @Override
  public void requestStop(String reason) {
    stopRequest = reason;
    running.forEach(session -> session.requestStop(reason));
  }
}
