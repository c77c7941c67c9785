package org.facemargin.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.facemargin.files.yaml.ProjectFolder;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** The BOM names every module that is published, and says what the parent says. */
class BomTest {

  /** Built, and not for others to depend on. */
  private static final Set<String> NOT_PUBLISHED = Set.of("bom", "examples", "site");

  private static final Path ROOT = ProjectFolder.find();

  @Test
  void itHasTheParentsVersionAndProperties() throws Exception {
    Element parent = pom("pom.xml");
    Element bom = pom("modules/bom/pom.xml");
    assertThat(text(bom, "version")).isEqualTo(text(parent, "version"));
    assertThat(properties(parent)).containsAllEntriesOf(properties(bom));
    assertThat(properties(bom)).hasSizeGreaterThanOrEqualTo(10);
  }

  @Test
  void theProjectHasOneAddress() throws Exception {
    String home = properties(pom("pom.xml")).get("home");
    assertThat(Files.readAllLines(ROOT.resolve(".github/CITATION.cff")))
        .contains("repository-code: " + home);
  }

  @Test
  void itsPlatformsAreTheParents() throws Exception {
    Map<String, Map<String, String>> parent = profiles(pom("pom.xml"));
    Map<String, Map<String, String>> bom = profiles(pom("modules/bom/pom.xml"));
    assertThat(bom.keySet())
        .contains("linux-aarch64", "macos-x86_64", "macos-aarch64", "windows-x86_64");
    bom.forEach((id, values) -> assertThat(parent.get(id)).as(id).containsAllEntriesOf(values));
  }

  @Test
  void itNamesEveryPublishedModule() throws Exception {
    Set<String> published =
        children(child(pom("pom.xml"), "modules")).stream()
            .map(module -> module.getTextContent().replace("modules/", ""))
            .filter(module -> !NOT_PUBLISHED.contains(module))
            .map(module -> "facemargin-" + module)
            .collect(Collectors.toSet());
    Element managed = child(pom("modules/bom/pom.xml"), "dependencyManagement");
    Set<String> named =
        children(child(managed, "dependencies")).stream()
            .map(dependency -> text(dependency, "artifactId"))
            .filter(artifact -> artifact.startsWith("facemargin-"))
            .collect(Collectors.toSet());
    assertThat(named).isEqualTo(published);
  }

  private static Element pom(String file) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(ROOT.resolve(file).toFile())
        .getDocumentElement();
  }

  private static Map<String, Map<String, String>> profiles(Element pom) {
    Map<String, Map<String, String>> profiles = new TreeMap<>();
    for (Element profile : children(child(pom, "profiles"))) {
      profiles.put(text(profile, "id"), properties(profile));
    }
    return profiles;
  }

  private static Map<String, String> properties(Element of) {
    Map<String, String> properties = new TreeMap<>();
    for (Element above : children(of)) {
      if (above.getTagName().equals("properties")) {
        children(above).forEach(p -> properties.put(p.getTagName(), p.getTextContent()));
      }
    }
    properties.remove("dist.format");
    return properties;
  }

  private static String text(Element of, String name) {
    return child(of, name).getTextContent();
  }

  private static Element child(Element of, String name) {
    return children(of).stream().filter(c -> c.getTagName().equals(name)).findFirst().orElseThrow();
  }

  private static List<Element> children(Element of) {
    List<Element> elements = new ArrayList<>();
    for (Node node = of.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element) {
        elements.add(element);
      }
    }
    return elements;
  }
}
