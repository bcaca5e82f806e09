forecast4j
Copyright 2026 the forecast4j project, licensed under the Apache License, Version 2.0.

This archive contains:

<#assign renamed = {
  "guava": "guava, failureaccess, listenablefuture, error_prone_annotations, j2objc-annotations, jsr305 (Apache-2.0)",
  "jackson": "jackson-annotations, jackson-core, jackson-databind, jackson-dataformat-xml, jackson-dataformat-yaml, jackson-datatype-joda, snakeyaml, woodstox-core (Apache-2.0), stax2-api (BSD-2-Clause)",
  "protobuf": "protobuf-java, protobuf-java-util (BSD-3-Clause)"
}/>
<#list dependencyMap as entry>
<#assign project = entry.getKey()/>
${project.name!project.artifactId}
  ${project.groupId}:${project.artifactId}:${project.version}<#if (project.url!"") != "">, ${project.url}</#if>
  <#list entry.getValue() as license>${license}<#sep>; </#list>
<#if project.groupId == "org.nd4j" && renamed[project.artifactId]??>
  Contains under other package names ${renamed[project.artifactId]}
</#if>
<#if project.artifactId == "javalin">

uPlot, which the server's page draws with
  npm:uplot:1.6.32, https://github.com/leeoniya/uPlot
  MIT
</#if>

</#list>
