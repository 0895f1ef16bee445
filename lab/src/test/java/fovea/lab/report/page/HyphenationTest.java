package fovea.lab.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import org.apache.fop.hyphenation.Hyphenation;
import org.apache.fop.hyphenation.HyphenationTree;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xml.sax.InputSource;

/** Where words are divided. */
class HyphenationTest {

  @ParameterizedTest
  @CsvSource({
    "fr, apprentissage, ap-pren-tis-sage",
    "fr, l\u2019apprentissage, l\u2019ap-pren-tis-sage",
    "fr, Normalisation, Nor-ma-li-sa-tion",
    "fr, d'avant, d'avant",
    "fr, d\u2019avant, d\u2019avant",
    "en, normalisation, nor-mal-i-sa-tion",
    "en, network, net-work"
  })
  void wordsAreDividedAsTheirLanguageDoes(String language, String word, String divided)
      throws Exception {
    HyphenationTree patterns = new HyphenationTree();
    try (InputStream in = Pdf.class.getResourceAsStream("hyphenation/" + language + ".xml")) {
      InputSource source = new InputSource(in);
      source.setSystemId(language + ".xml");
      patterns.loadPatterns(source);
    }
    Hyphenation points = patterns.hyphenate(word, 2, 3);
    assertThat(points == null ? word : points.toString()).isEqualTo(divided);
  }
}
