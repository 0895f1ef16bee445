package fovea.engine.onednn.plan;

import fovea.nn.Layer;
import fovea.nn.Shape;
import java.util.List;
import java.util.Optional;

/**
 * A layer, or several fused layers, and how it is to be computed.
 *
 * @param name the layer's full name, such as {@code block1.conv1}
 * @param layer the layer that the others are fused into
 * @param input the shape of its input for one image
 * @param output the shape of its output for one image
 * @param division how its work on a divided batch is divided
 * @param relu how much of a neighbouring ReLU or ReLU6 it computes
 * @param clipped whether that is a ReLU6
 * @param norm the batch normalisation that is folded into it
 * @param winograd the fast filtering of a convolution that is expected to be faster so
 * @param exact whether its output is in 32-bit floats, if it can choose: the network's output, or
 *     what a softmax exponentiates
 * @param body the body of a residual block; empty for other layers
 * @param shortcut the shortcut of a residual block; empty for other layers and for the identity
 */
public record Node(
    String name,
    Layer layer,
    Shape input,
    Shape output,
    Division division,
    ReluFusion relu,
    boolean clipped,
    Optional<FoldedNorm> norm,
    Optional<Winograd> winograd,
    boolean exact,
    List<Node> body,
    List<Node> shortcut) {}
