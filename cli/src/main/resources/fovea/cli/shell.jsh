import static fovea.nn.Layers.*;
import fovea.data.*;
import fovea.experiment.*;
import fovea.nn.*;
import fovea.recipe.*;
import fovea.run.*;
import fovea.trained.*;
