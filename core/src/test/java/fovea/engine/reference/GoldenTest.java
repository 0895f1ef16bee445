package fovea.engine.reference;

import static fovea.nn.Layers.avgPool;
import static fovea.nn.Layers.batchNorm;
import static fovea.nn.Layers.conv;
import static fovea.nn.Layers.gelu;
import static fovea.nn.Layers.globalAvgPool;
import static fovea.nn.Layers.linear;
import static fovea.nn.Layers.maxPool;
import static fovea.nn.Layers.relu;
import static fovea.nn.Layers.scale;
import static fovea.nn.Layers.softmax;
import static fovea.nn.Shape.image;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import fovea.nn.BatchNorm2d;
import fovea.nn.Conv2d;
import fovea.nn.Layer;
import fovea.nn.MaxPool2d;
import fovea.nn.Named;
import fovea.nn.Parameter;
import fovea.nn.Residual;
import fovea.nn.Shape;
import fovea.nn.Size;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What PyTorch 1.13 computes in doubles. The recipe, here of the first convolution:
 *
 * <pre>{@code
 * def ramp(shape, phase):
 *     i = numpy.arange(numpy.prod(shape))
 *     return torch.tensor((37*i*i + 13*phase*i + 11*phase) % 101 / 50 - 1).reshape(shape)
 *
 * module = torch.nn.Conv2d(2, 2, 3, stride=2, padding=1).double()
 * for k, p in enumerate(module.parameters()):
 *     p.data.copy_(ramp(p.shape, k + 1))
 * x = ramp((1, 2, 4, 3), 0).requires_grad_()
 * y = module(x)
 * y.backward(ramp(y.shape, 9))
 * print(y, x.grad, module.weight.grad, module.bias.grad)
 * }</pre>
 *
 * <p>Each case lists y, dx, the gradients of the parameters and the running statistics after the
 * step, which start as 0 and 1.
 */
class GoldenTest {

  @Test
  void convolution() {
    golden(
        conv(2, 3).stride(2).pad(1),
        image(2, 4, 3),
        1,
        """
        y -0.9352 -1.2292 1.8796 -0.7888 -0.2892 1.02 1.1096 0.8268
        dx 0.0004 0.5768 -0.4404 0.5856 0.7672 -0.8068 0.3692 0.4424 0.4496 0.8268
            0.7916 0.8752 0.42 0.7556 -0.608 -0.298 -1.0784 -0.4168 0.748 0.0256 0.852
            -0.2328 0.1628 -0.4048
        d.weight 0.3848 -0.5696 0.3996 0.4732 -1.368 0.242 0.1604 -0.388 0.8764 0.3016
            0.3196 0.3132 -0.2432 0.7796 0.5532 -0.186 0.2548 0.3632 -0.6808 0.9296
            -0.5624 -1.0752 0.5504 -0.6888 0.3936 -0.5432 -0.2424 -0.5336 -0.5928
            -0.4408 1.1992 0.1472 0.3464 0.86 0.0312 0.2656
        d.bias 2.06 -0.84
        """);
    golden(
        conv(2, 2),
        image(1, 3, 3),
        2,
        """
        y 0.3348 -0.2752 0.0452 -0.7212 1.5412 -0.6208 2.7276 -0.7712 0.0784 0.09 -0.528
            -0.2284 1.2704 0.2692 2.0608 1.4196
        dx -0.7636 0.1488 0.7436 0.2948 -1.0996 0.1808 1.0208 0.7544 -0.5528 -0.3176
            0.96 0.588 0.5192 -1.1408 0.65 0.452 -2.4108 0.0052
        d.weight -1.9756 -0.8744 -1.1692 -0.0604 -0.24 -0.694 1.6868 -0.5688
        d.bias 0.12 -0.06
        """);
    golden(
        conv(1, 3).pad(2).withoutBias(),
        image(1, 2, 3),
        1,
        """
        y -0.18 -0.9868 0.6048 0.1672 0.0516 -0.912 -0.4412 0.272 -1.4304 0.5488 -1.016
            0.2328 -0.144 0.6472 -0.3612 -0.272 0.4152 0.0124 -0.7268 0.5304
        dx -0.8912 -1.584 0.5084 0.1456 -1.852 1.0364
        d.weight -0.1012 0.9652 0.2212 2.1152 0.9168 -1.2436 0.5624 -0.8404 -1.3064
        """);
    golden(
        conv(1, 2).dilation(2),
        image(2, 3, 4),
        1,
        """
        y 0.3912 -0.078
        dx -0.7644 -0.0156 0.2156 0.0044 0 0 0 0 0.6664 0.0136 0.588 0.012 -0.0196
            -0.0004 0.8232 0.0168 0 0 0 0 -0.8428 -0.0172 0.9212 0.0188
        d.weight -0.9852 -0.0668 -0.0908 0.2676 0.5264 0.6048 0.0808 -0.3604
        d.bias 1
        """);
    golden(
        conv(4, 2).groups(2),
        image(4, 3, 2),
        1,
        """
        y 1.0916 -0.762 0.4684 -0.5504 -1.2792 0.6512 -1.7636 -1.3392
        dx -0.6672 0.7016 0.2368 1.4492 -0.4752 0.3864 -0.1168 1.0392 -0.6992 1.1136
            0.2116 -0.0124 0.404 0.3456 1.9816 -0.4472 0.0672 0.2696 -0.6312 -0.6584
            -1.5376 -0.536 -0.7712 1.2952
        d.weight -0.9812 -0.2628 -0.044 -0.4056 -0.6096 0.9088 -0.0924 0.346 -0.5712
            -0.3484 0.3524 -0.5696 -0.3868 0.684 0.0916 0.0176 0.5248 -0.1568 0.4856
            0.6744 0.0544 0.1256 -0.3376 0.5232 -0.9656 -0.5096 -1.0048 -0.5928 -0.3776
            0.2696 0.2888 -0.6432
        d.bias 1 1.06 0.84 -1.68
        """);
    golden(
        new Conv2d(2, Size.of(3, 2), Size.of(1, 2), Size.of(2, 0), Size.of(2, 3), 2, true),
        image(2, 3, 6),
        1,
        """
        y -1.608 -0.3828 -0.7656 -0.832 0.4016 0.2148 1.1332 2.3388 -0.2684 0.016 1.3544
            1.548
        dx 0.6976 0 -0.6728 0.5792 0 0.2056 0.3672 0 0.3536 0.324 0 0.312 -0.0468 0
            0.598 0.7992 0 0.5448 0.3792 0 0.6084 -1.248 0 -1.674 0.072 0 -0.1512 0.36 0
            -0.756 0.6064 0 0.7028 -1.0872 0 -1.4724
        d.weight -0.0128 -0.5824 -0.8432 0.2864 0.522 -0.122 -0.312 -0.612 -0.6076
            -1.3324 0.3616 -1.1808
        d.bias 2.9 -3.62
        """);
  }

  @Test
  void maxPooling() {
    golden(
        maxPool(2),
        image(1, 5, 5),
        1,
        """
        y -0.26 0.92 0.58 0.84
        dx 0 0.98 0 0 0 0 0 0.02 0 0 0 0 0 0.52 0 0 0.54 0 0 0 0 0 0 0 0
        """);
    golden(
        maxPool(2).ceil(),
        image(1, 5, 5),
        1,
        """
        y -0.26 0.92 0.74 0.58 0.84 0.62 0.12 0.6 -0.98
        dx 0 0.98 0 0 0.54 0 0 0.02 0 0 0 0 0 -0.04 0.88 0 0.52 0 0 0 0 -0.76 0 -0.92
            0.4
        """);
    golden(
        maxPool(3).stride(2).pad(1),
        image(2, 4, 4),
        1,
        """
        y 0.74 0.92 0.84 0.92 0.76 0.76 0.94 0.94
        dx 0 0 0 0 0.98 0 0 0.54 0 0 0 0 0 0.54 0 0 0 0.84 0 0 0 0 0 0 0 -1.68 0 0 0 0 0
            0
        """);
    golden(
        maxPool(3).stride(2).pad(1).ceil(),
        image(2, 4, 4),
        1,
        """
        y 0.74 0.92 0.92 0.84 0.92 0.92 0.84 0.84 -0.14 0.76 0.76 0.6 0.94 0.94 0.6
            -0.58 0.42 -0.9
        dx 0 0 0 0 0.98 0 0 1.4 0 0 0 0 0 -1.16 0 0.4 0 -1.44 0 0 0 0 0 -1.9 0 1.2 0 0
            0.58 0 -0.4 0.1
        """);
    golden(
        maxPool(2).stride(3).ceil(),
        image(1, 6, 4),
        1,
        """
        y 0.74 0.92 0.84 -0.14
        dx 0 0 0 0 0.98 0 0 0.02 0 0 0 0 0 0.54 0 0.52 0 0 0 0 0 0 0 0
        """);
    golden(
        maxPool(3).ceil(),
        image(1, 2, 4),
        1,
        """
        y 0.74 0.92
        dx 0 0 0 0 0.98 0 0 0.02
        """);
    golden(
        new MaxPool2d(Size.of(2, 3), Size.of(2, 1), Size.of(1, 0), false),
        image(1, 4, 5),
        1,
        """
        y -0.06 -0.06 0.74 0.92 0.92 0.92 0.76 0.76 0.76
        dx 0 0 1 0 0.54 0 0 1.36 0 0 0 0 0 0 0 0 0 -1.28 0 0
        """);
  }

  @Test
  void averagePooling() {
    golden(
        avgPool(2),
        image(1, 5, 5),
        1,
        """
        y -0.64 0.09 0.095 0.63
        dx 0.245 0.245 0.005 0.005 0 0.245 0.245 0.005 0.005 0 0.135 0.135 0.13 0.13 0
            0.135 0.135 0.13 0.13 0 0 0 0 0 0
        """);
    golden(
        avgPool(2).ceil(),
        image(1, 5, 5),
        1,
        """
        y -0.64 0.09 0.55 0.095 0.63 0.06 0.1 0.11 -0.98
        dx 0.245 0.245 0.005 0.005 0.27 0.245 0.245 0.005 0.005 0.27 0.13 0.13 -0.01
            -0.01 0.44 0.13 0.13 -0.01 -0.01 0.44 -0.38 -0.38 -0.46 -0.46 0.4
        """);
    golden(
        avgPool(3).stride(2).pad(1),
        image(2, 4, 4),
        1,
        """
        y -0.13333333 -0.12222222 0.18666667 0.13777778 0.17111111 0.11111111
            -0.13777778 -0.066666667
        dx 0.10888889 0.11111111 0.0022222222 0.0022222222 0.16888889 0.22888889 0.06
            0.06 0.06 0.11777778 0.057777778 0.057777778 0.06 0.11777778 0.057777778
            0.057777778 -0.0044444444 0.093333333 0.097777778 0.097777778 -0.088888889
            -0.093333333 -0.0044444444 -0.0044444444 -0.084444444 -0.18666667
            -0.10222222 -0.10222222 -0.084444444 -0.18666667 -0.10222222 -0.10222222
        """);
    golden(
        avgPool(3).stride(2).pad(1).ceil(),
        image(1, 4, 4),
        1,
        """
        y -0.13333333 -0.12222222 0.086666667 0.18666667 0.13777778 0.073333333
            0.22666667 0.22 -0.035
        dx 0.10888889 0.11111111 0.0022222222 0.092222222 0.16666667 0.16444444
            -0.0022222222 0.23444444 0.057777778 0.053333333 -0.0044444444 0.14222222
            -0.068888889 -0.22666667 -0.15777778 0.088888889
        """);
    golden(
        avgPool(3).stride(2).pad(1).ceil().withoutCountingPadding(),
        image(1, 4, 4),
        1,
        """
        y -0.3 -0.18333333 0.26 0.28 0.13777778 0.14666667 0.68 0.44 -0.14
        dx 0.245 0.24833333 0.0033333333 0.27333333 0.33166667 0.33055556 -0.0011111111
            0.56222222 0.086666667 0.082222222 -0.0044444444 0.28888889 -0.29333333
            -0.60444444 -0.31111111 0.38222222
        """);
    golden(
        avgPool(3).stride(3).pad(1).ceil(),
        image(1, 6, 6),
        1,
        """
        y -0.10666667 0.091111111 -0.17 0.13555556 -0.031111111 0.09 -0.08 0.023333333
            0.135
        dx 0.10888889 0.10888889 0.0022222222 0.0022222222 0.0022222222 0.09 0.10888889
            0.10888889 0.0022222222 0.0022222222 0.0022222222 0.09 0.057777778
            0.057777778 -0.0044444444 -0.0044444444 -0.0044444444 0.14666667 0.057777778
            0.057777778 -0.0044444444 -0.0044444444 -0.0044444444 0.14666667 0.057777778
            0.057777778 -0.0044444444 -0.0044444444 -0.0044444444 0.14666667 -0.12666667
            -0.12666667 -0.15333333 -0.15333333 -0.15333333 0.1
        """);
    golden(
        globalAvgPool(),
        image(2, 3, 2),
        1,
        """
        y -0.27666667 0.083333333
        dx 0.16333333 0.16333333 0.16333333 0.16333333 0.16333333 0.16333333
            0.0033333333 0.0033333333 0.0033333333 0.0033333333 0.0033333333
            0.0033333333
        """);
  }

  @Test
  void linearGeluAndSoftmax() {
    golden(
        linear(3),
        Shape.vector(4),
        2,
        """
        y -0.118 0.1772 -1.2456 -1.1564 1.512 0.1664
        dx -0.6676 0.7184 0.1416 0.9956 -0.2464 0.8728 -0.4392 0.908
        d.weight -0.5952 -0.6084 -0.3812 0.0864 -0.0496 0.022 0.0236 -0.0448 0.1112
            -0.7388 -0.578 0.5936
        d.bias 1.5 -0.02 1.42
        """);
    golden(
        gelu(),
        Shape.vector(6),
        2,
        """
        y -0.15865525 -0.10333229 -0.028564669 -0.1378313 0.570059 -0.16881152
            -0.16592991 0.75551653 -0.046017216 0.23060752 0.17087315 -0.12475561
        dx -0.081649161 0.0059430842 0.24417954 0.10258051 -0.039794323 0.029012767
            -0.048286477 -0.97666926 0.16819076 -0.65115477 -0.43060261 -0.21501507
        """);
    golden(
        softmax(),
        Shape.vector(4),
        2,
        """
        y 0.13372496 0.28027888 0.3423334 0.24366276 0.370976 0.089670099 0.095214989
            0.44413891
        dx 0.071112163 -0.12002122 0.031419118 0.017489941 0.13982106 0.1162932
            -0.032668211 -0.22344605
        """);
    golden(
        softmax(),
        image(3, 1, 2),
        1,
        """
        y 0.10802257 0.39581935 0.27653577 0.34410881 0.61544167 0.26007184
        dx 0.080954946 -0.15663212 0.085567421 0.035884978 -0.16652237 0.12074715
        """);
  }

  @Test
  void batchNormalization() {
    golden(
        batchNorm(),
        image(2, 2, 2),
        2,
        """
        y 1.0219242 -0.4232905 -0.81388907 -0.14987151 0.86661481 0.3578126 0.37931128
            0.93111086 -0.73576935 -1.634146 -1.4779066 -0.26705108 0.7877863 0.90244595
            0.82361744 0.55130076
        dx -0.14016773 0.14099173 -1.3052979 -0.53399128 0.030866549 0.23069247
            -0.35145288 -0.26799137 -0.94573227 0.48529196 0.18886705 2.1100385
            0.12541315 0.3839878 -0.32408316 0.17256743
        d.weight -3.5233993 -1.2532756
        d.bias 0.12 -0.06
        running_mean -0.019 0.0275
        running_var 0.91822857 0.94308286
        """);
    golden(
        new BatchNorm2d(0.01, 0.25),
        image(2, 1, 3),
        1,
        """
        y 0.48875637 -0.89710026 -1.2716561 0.59864221 1.0017162 0.49964158
        dx -0.1887654 0.70366213 -0.51489673 -0.035932925 0.0027000025 0.033232923
        d.weight -0.81633967 -1.0958641
        d.bias 1.54 1.36
        running_mean -0.11 -0.028333333
        running_var 0.8113 0.89143333
        """);
  }

  /** The weight is 1, with {@code requires_grad = False}. */
  @Test
  void batchNormalizationWithoutScale() {
    golden(
        new BatchNorm2d(0.01, 0.4).withoutScale(),
        image(2, 2, 2),
        2,
        """
        y -2.527434 -0.73002516 -0.24423899 -1.0700755 1.4475005 -0.83518924 -0.73873756
            1.7368556 -0.34139622 0.77591196 0.58159749 -0.92433963 1.0938444 1.6082533
            1.2545972 0.032875881
        dx 0.30219769 -0.16430033 1.6028722 0.69727511 0.13355599 1.0450905 -1.5672811
            -1.2091458 1.1619962 -0.69038239 -0.30909041 -2.6005681 0.56005926 1.71674
            -1.4576194 0.77860061
        d.bias 0.12 -0.06
        running_mean -0.076 0.11
        running_var 0.67291429 0.77233143
        """);
  }

  /** {@code y = x * (1 / 9)}. */
  @Test
  void scaled() {
    golden(
        scale(1.0 / 9),
        Shape.vector(6),
        2,
        """
        y -0.11111111 -0.028888889 -0.0066666667 -0.044444444 0.082222222 -0.075555556
            -0.068888889 0.10222222 -0.011111111 0.04 0.031111111 -0.037777778
        dx 0.10888889 0.0022222222 0.06 0.057777778 -0.0044444444 0.097777778
            -0.084444444 -0.10222222 0.044444444 -0.093333333 -0.066666667 -0.1
        """);
  }

  @Test
  void residualBlock() {
    Residual block =
        new Residual(
            List.of(
                new Named("conv1", conv(2, 3).same().stride(2).withoutBias()),
                new Named("bn1", batchNorm()),
                new Named("relu1", relu()),
                new Named("conv2", conv(2, 3).same().withoutBias()),
                new Named("bn2", batchNorm())),
            List.of(
                new Named("shortcut.0", conv(2, 1).stride(2).withoutBias()),
                new Named("shortcut.1", batchNorm())));
    golden(
        block,
        image(2, 3, 3),
        2,
        """
        y 0.44833436 1.7231388 1.4494711 0.62030961 -0.1148234 0.66472497 0.4025278
            0.55854954 2.510444 2.2899529 0.18393528 1.1744139 1.4067007 1.1965174
            -0.017903088 0.86370612
        dx 0.81580804 -0.048411077 0.32636106 -0.17693767 0.20399718 -0.19922588
            0.09854199 -0.25685497 -0.17133889 -1.0139344 0.082236494 -0.38529419
            -0.16817621 -0.40261918 -0.071080424 -0.068910384 0.043006654 -0.10445256
            -0.14979373 0.19366296 -0.20892249 0.023432027 -0.15270669 -0.04631649
            -0.52127102 0.12214854 -0.18938496 -0.39897592 -0.029766829 0.54874951
            0.27190459 -0.03167824 0.031802756 0.65611399 -0.043326576 0.76670394
        d.conv1.weight 0.028196076 -0.0069483666 -0.054516423 0.0028602721 -0.043740091
            -0.039330908 -0.11035109 0.098447022 0.023241959 0.044917385 0.025866419
            -0.081621951 -0.049380803 0.035104574 -0.037984684 -0.14897609 -0.072648804
            0.0094598629 -0.0046048152 0.12143246 -0.28217598 -0.21340501 0.1334662
            -0.31066899 0.07010718 -0.03564507 -0.06013628 0.04444824 -0.087135091
            -0.36827475 -0.029485 -0.2167542 -0.30193102 0.054921689 0.13044991
            -0.16113913
        d.bn1.weight -0.4880622 -1.0272976
        d.bn1.bias 0.30487913 -0.6540033
        d.conv2.weight 0 0.065334934 0.29902189 0 -0.018139862 0.15344988 0 0 0 0 0 0
            0.030473512 0.13946975 0 -0.0084607922 0.071572074 0 0 -0.23215585
            -0.24012336 0 0.18792237 -0.07379319 0 0 0 0 0 0 -0.1082821 -0.11199831 0
            0.087650727 -0.034418611 0
        d.bn2.weight -2.0828674 -1.1663107
        d.bn2.bias 0.12 -0.06
        d.shortcut.0.weight -0.66998924 -0.38487968 0.07904313 0.13766187
        d.shortcut.1.weight -0.59911033 -4.2618398
        d.shortcut.1.bias 0.12 -0.06
        bn1.running_mean 0.01343 0.02111
        bn1.running_var 0.96758905 0.97113859
        bn2.running_mean -0.0064253684 -0.016619339
        bn2.running_var 0.90377316 0.90602843
        shortcut.1.running_mean -0.01783 0.02583
        shortcut.1.running_var 0.97132784 0.96077332
        """);
  }

  private static void golden(Layer layer, Shape input, int batch, String expected) {
    Trial trial = Trial.of(layer, input, batch);
    ramp(trial.x(), 0);
    ramp(trial.dy(), 9);
    int phase = 1;
    for (Parameter parameter : trial.parameters()) {
      double[] values = trial.weights(parameter).values();
      if (parameter.start() == Parameter.Start.CONSTANT) {
        Arrays.fill(values, 1);
        phase++;
        continue;
      }
      switch (parameter.role()) {
        case RUNNING_MEAN -> {}
        case RUNNING_VARIANCE -> Arrays.fill(values, 1);
        default -> ramp(values, phase++);
      }
    }
    trial.forward();
    trial.backward();
    parse(expected)
        .forEach(
            (name, numbers) ->
                assertThat(actual(trial, name))
                    .as("%s of %s", name, layer)
                    .containsExactly(
                        numbers.stream().mapToDouble(each -> each).toArray(), within(1e-7)));
  }

  private static void ramp(double[] values, int phase) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (37 * i * i + 13 * phase * i + 11 * phase) % 101 / 50.0 - 1;
    }
  }

  private static double[] actual(Trial trial, String name) {
    return switch (name) {
      case "y" -> trial.y();
      case "dx" -> trial.dx();
      default ->
          name.startsWith("d.")
              ? trial.weights(name.substring(2)).gradient()
              : trial.weights(name).values();
    };
  }

  /** Names, each with the numbers after it. */
  private static Map<String, List<Double>> parse(String expected) {
    Map<String, List<Double>> parsed = new LinkedHashMap<>();
    List<Double> numbers = List.of();
    for (String word : expected.trim().split("\\s+", -1)) {
      if (Character.isLetter(word.charAt(0))) {
        numbers = new ArrayList<>();
        parsed.put(word, numbers);
      } else {
        numbers.add(Double.valueOf(word));
      }
    }
    return parsed;
  }
}
