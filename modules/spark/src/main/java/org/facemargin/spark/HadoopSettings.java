package org.facemargin.spark;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * The driver's Hadoop settings ({@code spark.hadoop.*} among them) for the executors, which know
 * none of them by themselves and would read files of defaults for every new configuration.
 */
record HadoopSettings(Map<String, String> values) implements Serializable {

  private static final long serialVersionUID = 1;

  static Broadcast<HadoopSettings> of(JavaSparkContext context) {
    Map<String, String> values = new HashMap<>();
    context.hadoopConfiguration().forEach(entry -> values.put(entry.getKey(), entry.getValue()));
    return context.broadcast(new HadoopSettings(values));
  }

  Configuration configuration() {
    Configuration configuration = new Configuration(false);
    values.forEach(configuration::set);
    return configuration;
  }
}
