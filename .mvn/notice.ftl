forecast4j
Copyright 2026 the forecast4j project, licensed under the Apache License, Version 2.0.

This archive contains:

<#list dependencyMap as entry>
<#assign project = entry.getKey()/>
${project.name!project.artifactId}
  ${project.groupId}:${project.artifactId}:${project.version}<#if (project.url!"") != "">, ${project.url}</#if>
  <#list entry.getValue() as license>${license}<#sep>; </#list>

</#list>
