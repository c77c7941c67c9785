package org.facemargin.experiments.run;

import java.nio.file.Path;
import java.util.List;
import org.facemargin.experiments.record.RunRecord;
import org.facemargin.files.json.JsonRecords;
import org.facemargin.report.Page;

/** The page of a run made again from its folder alone, years later, on any machine. */
public final class RunFolderPage {

  private RunFolderPage() {}

  /**
   * Makes the page. Pictures and curves of pairs need the data and the network: the page made at
   * the end of the run has them.
   *
   * @throws org.facemargin.core.DataException if the folder holds no record
   */
  public static Page of(Path folder) {
    RunFolder files = new RunFolder(folder);
    RunRecord record = JsonRecords.read(files.result(), RunRecord.class);
    return new RunPage(record, MetricsCurve.read(files.metrics()), List.of()).page();
  }
}
