package dev.tracebook.kernel.magic;

import dev.tracebook.error.ArgumentException;
import dev.tracebook.error.UnknownNameException;
import eu.maveniverse.maven.mima.context.Context;
import eu.maveniverse.maven.mima.context.ContextOverrides;
import eu.maveniverse.maven.mima.context.Runtime;
import eu.maveniverse.maven.mima.context.Runtimes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.resolution.DependencyResolutionException;
import org.eclipse.aether.util.filter.DependencyFilterUtils;
import org.jspecify.annotations.Nullable;

/** {@code %maven group:artifact:version...}: adds libraries with all that they need. */
final class MavenMagic implements Magic {
  @Override
  public List<String> names() {
    return List.of("maven", "mavenDep");
  }

  @Override
  public Form form() {
    return Form.LINE;
  }

  @Override
  public String help() {
    return "%maven group:artifact[:extension[:classifier]]:version...: adds libraries and what they"
        + " depend on, from Maven Central or the mirrors of ~/.m2/settings.xml";
  }

  @Override
  public @Nullable Object run(Call call, Host host) {
    List<Dependency> wanted = new ArrayList<>();
    for (String word : call.words()) {
      try {
        wanted.add(new Dependency(new DefaultArtifact(word), "runtime"));
      } catch (IllegalArgumentException e) {
        throw new ArgumentException("%maven cannot read " + word, "", help(), "", e);
      }
    }
    if (wanted.isEmpty()) {
      throw new ArgumentException("%maven needs coordinates", "", help(), "");
    }
    host.addToClasspath(host.call(() -> resolve(wanted)));
    return null;
  }

  private static List<Path> resolve(List<Dependency> wanted) {
    Runtime maven = Runtimes.INSTANCE.getRuntime();
    ContextOverrides overrides = ContextOverrides.create().withUserSettings(true).build();
    try (Context context = maven.create(overrides)) {
      // Direct dependencies: a version that the cell names wins over those that libraries ask for.
      CollectRequest collect = new CollectRequest();
      collect.setDependencies(wanted);
      collect.setRepositories(context.remoteRepositories());
      DependencyRequest request =
          new DependencyRequest(collect, DependencyFilterUtils.classpathFilter("runtime"));
      return context
          .repositorySystem()
          .resolveDependencies(context.repositorySystemSession(), request)
          .getArtifactResults()
          .stream()
          .map(ArtifactResult::getArtifact)
          .map(Artifact::getFile)
          .map(java.io.File::toPath)
          .toList();
    } catch (DependencyResolutionException e) {
      throw new UnknownNameException(
          "%maven could not get "
              + String.join(
                  " ", wanted.stream().map(each -> each.getArtifact().toString()).toList()),
          String.valueOf(e.getMessage()),
          "check the coordinates at search.maven.org, and the mirrors and proxies of"
              + " ~/.m2/settings.xml",
          "",
          e);
    }
  }
}
