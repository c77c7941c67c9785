package org.facemargin.backbones.layers;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Cuts a layer's part of the flat vector into its blocks. */
final class BlockInitializer implements ParamInitializer {

  static final BlockInitializer INSTANCE = new BlockInitializer();

  private BlockInitializer() {}

  @Override
  public long numParams(NeuralNetConfiguration configuration) {
    return numParams(configuration.getLayer());
  }

  @Override
  public long numParams(Layer layer) {
    return blocks(layer).stream().mapToLong(ParameterBlock::length).sum();
  }

  @Override
  public List<String> paramKeys(Layer layer) {
    return blocks(layer).stream().map(ParameterBlock::key).toList();
  }

  @Override
  public List<String> weightKeys(Layer layer) {
    return keys(layer, true);
  }

  @Override
  public List<String> biasKeys(Layer layer) {
    return keys(layer, false);
  }

  @Override
  public boolean isWeightParam(Layer layer, String key) {
    return weightKeys(layer).contains(key);
  }

  @Override
  public boolean isBiasParam(Layer layer, String key) {
    return biasKeys(layer).contains(key);
  }

  @Override
  public Map<String, INDArray> init(
      NeuralNetConfiguration configuration, INDArray flat, boolean initialise) {
    BackboneLayer layer = (BackboneLayer) configuration.getLayer();
    if (layer.blocks().isEmpty()) {
      // DL4J hands such a layer no part of the vector
      return Map.of();
    }
    Map<String, INDArray> table = cut(layer, flat);
    for (ParameterBlock block : layer.blocks()) {
      configuration.addVariable(block.key());
      if (initialise) {
        layer.initialise(block, table.get(block.key()));
      }
    }
    return table;
  }

  @Override
  public Map<String, INDArray> getGradientsFromFlattened(
      NeuralNetConfiguration configuration, INDArray flat) {
    return cut((BackboneLayer) configuration.getLayer(), flat);
  }

  private static Map<String, INDArray> cut(BackboneLayer layer, INDArray flat) {
    INDArray vector = flat.reshape(flat.length());
    Map<String, INDArray> table = new LinkedHashMap<>();
    long offset = 0;
    for (ParameterBlock block : layer.blocks()) {
      long end = offset + block.length();
      long[] shape = block.shape().stream().mapToLong(Long::longValue).toArray();
      INDArray part = vector.get(NDArrayIndex.interval(offset, end));
      table.put(block.key(), part.reshape('c', shape));
      offset = end;
    }
    return table;
  }

  private static List<String> keys(Layer layer, boolean weights) {
    return blocks(layer).stream()
        .filter(block -> (block.role() == ParameterRole.WEIGHT) == weights)
        .map(ParameterBlock::key)
        .toList();
  }

  private static List<ParameterBlock> blocks(Layer layer) {
    return ((BackboneLayer) layer).blocks();
  }
}
