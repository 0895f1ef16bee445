package fovea.peers.dl4j;

import fovea.peers.harness.Measurement;
import fovea.peers.harness.Peer;
import fovea.peers.harness.Setting;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Deeplearning4j with oneDNN's kernels, which the property {@code
 * org.eclipse.deeplearning4j.helpers.disable=false} enables. Uses Nesterov momentum, the only kind
 * that Deeplearning4j has.
 */
public final class Dl4jPeer implements Peer {

  /** Resource that contains Deeplearning4j's version. */
  private static final String COORDINATES = "/META-INF/maven/org.nd4j/nd4j-api/pom.properties";

  private final MultiLayerNetwork network;
  private final INDArray images;
  private final INDArray labels;

  private Dl4jPeer(Setting setting) {
    setting.requireLab();
    if (!setting.precision().equals("f32")) {
      throw new IllegalArgumentException("Deeplearning4j trains with oneDNN in f32 only");
    }
    network = network(setting.normalized());
    Nd4j.getMemoryManager().togglePeriodicGc(false);
    images =
        Nd4j.createFromArray(setting.images())
            .reshape(setting.batch(), Setting.CHANNELS, Setting.SIDE, Setting.SIDE);
    labels = Nd4j.zeros(setting.batch(), Setting.CLASSES);
    int[] classes = setting.labels();
    for (int i = 0; i < classes.length; i++) {
      labels.putScalar(i, classes[i], 1);
    }
  }

  /** Arguments: the harness's flags. */
  public static void main(String[] arguments) throws IOException {
    Measurement.run(arguments, Dl4jPeer::new);
  }

  private static MultiLayerNetwork network(boolean normalized) {
    NeuralNetConfiguration.ListBuilder layers =
        new NeuralNetConfiguration.Builder()
            .seed(0)
            .weightInit(WeightInit.RELU)
            .updater(new Nesterovs(Setting.LEARNING_RATE, Setting.MOMENTUM))
            .list();
    for (int channels : new int[] {32, 64, 64}) {
      layers.layer(
          new ConvolutionLayer.Builder(5, 5)
              .padding(2, 2)
              .nOut(channels)
              .activation(normalized ? Activation.IDENTITY : Activation.RELU)
              .build());
      if (normalized) {
        layers.layer(new BatchNormalization());
        layers.layer(new ActivationLayer(Activation.RELU));
      }
      layers.layer(
          new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
              .kernelSize(2, 2)
              .stride(2, 2)
              .build());
    }
    layers.layer(new DenseLayer.Builder().nOut(1000).activation(Activation.RELU).build());
    OutputLayer.Builder last =
        new OutputLayer.Builder(LossFunction.MCXENT)
            .nOut(Setting.CLASSES)
            .weightInit(WeightInit.XAVIER)
            .activation(Activation.SOFTMAX);
    if (normalized) {
      last.dropOut(1 - Setting.DROPOUT);
    }
    layers.layer(last.build());
    layers.setInputType(InputType.convolutional(Setting.SIDE, Setting.SIDE, Setting.CHANNELS));
    MultiLayerNetwork network = new MultiLayerNetwork(layers.build());
    network.init();
    return network;
  }

  @Override
  public String name() {
    return "Deeplearning4j with oneDNN";
  }

  @Override
  public String version() {
    Properties properties = new Properties();
    try (InputStream in = Nd4j.class.getResourceAsStream(COORDINATES)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version");
  }

  @Override
  public double train() {
    network.fit(images, labels);
    return network.score();
  }

  @Override
  public void infer() {
    network.output(images, false);
  }

  @Override
  public void close() {
    network.close();
  }
}
