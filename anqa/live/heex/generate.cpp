#include "anqa/live/heex/generate.hpp"

#include <algorithm>

#include "anqa/live/heex/colocated_hooks.hpp"
#include "anqa/live/heex/parser.hpp"
#include "anqa/live/heex/plan.hpp"
#include "anqa/live/heex/write_node.hpp"
#include "anqa/live/heex/writer.hpp"

namespace anqa::heex {

namespace {

/// Each assign that the template names: a local that stands for it, and its
/// bit.
void write_assigns(Writer& writer, const Plan& plan, const Target& target) {
  for (const auto& [name, at] : plan.scope.assigns) {
    if (target.is_component && name == "myself") {
      writer.own("  constexpr ::anqa::Mask anqa_bit_myself = ::anqa::no_assigns;\n");
      writer.own("  [[maybe_unused]] const auto _myself = anqa_r.myself();\n");
      continue;
    }
    writer.own("  [[maybe_unused]] constexpr ::anqa::Mask anqa_bit_" + name +
               " = ::anqa::detail::mask_named<Assigns>(\"" + name + "\");\n");
    writer.own("  [[maybe_unused]] const auto& _" + name + " = ::anqa::detail::attribute_value(anqa_assigns.")
        .at(at, name)
        .own(");")
        .line();
  }
}

/// An event that is to be handled by a view, and what is said at `at` when it
/// is not.
struct NeededEvent {
  std::string name;
  Offset at;
  std::string complaint;
};

/// The events that the template names, and those that the components on the
/// page name.
std::vector<NeededEvent> needed_events(const Plan& plan, const Target& target) {
  std::vector<NeededEvent> needed;
  const auto expected = [&target](const std::string& name) {
    return target.type + " does not handle this event; expected a public handle_event(Event<\"" + name +
           "\">, const Params&, Socket&)";
  };
  for (const NamedEvent& event : plan.events) {
    if (event.to_itself != target.is_component) continue;
    needed.push_back(
        {event.name, event.at, event.binding + "=\"" + event.name + "\": " + expected(event.name)});
  }
  for (const UsedComponent& used : plan.components) {
    if (target.is_component) break;
    const auto events = target.component_events.find(unqualified(used.type));
    if (events == target.component_events.end()) continue;
    for (const ComponentEvent& event : events->second) {
      needed.push_back(
          {event.name, used.at, "<" + used.tag + "> has " + event.where + ": " + expected(event.name)});
    }
  }
  return needed;
}

void write_event_checks(Writer& writer, const std::vector<NeededEvent>& events, const Target& target) {
  for (const NeededEvent& event : events) {
    writer.own("  static_assert(")
        .at(event.at, "::anqa::detail::handles_event<" + target.type + ", " + quoted(event.name) + ">, " +
                          quoted_message(event.complaint) + ");")
        .line();
  }
}

/// What the process of a page needs to know of a view, or of a live component.
void write_type(Writer& writer, const std::vector<NeededEvent>& events, const Target& target,
                const std::string& type) {
  std::vector<std::string> names;
  for (const NeededEvent& event : events) {
    if (std::find(names.begin(), names.end(), event.name) == names.end()) names.push_back(event.name);
  }
  std::string list;
  for (const std::string& name : names) list += ", " + quoted(name);
  const std::string what = target.is_view ? "view_type" : "component_type";
  const std::string info = target.is_view ? "ViewType" : "ComponentType";
  writer.own("template <>\nconst " + info + "& " + what + "<" + type + ">() {\n");
  writer.own("  static const " + info + " type = detail::make_" + what + "<" + type + list +
             ">();\n  return type;\n}\n");
  if (!target.is_view) return;
  writer.own("const LiveViewInfo& live_view_info(LiveTag<" + type + ">) { return view_type<" + type +
             ">(); }\n");
}

bool uses_live_views(const PlanNode& node) {
  return std::any_of(node.dynamics.begin(), node.dynamics.end(), [](const Dynamic& dynamic) {
    bool found = dynamic.kind == Dynamic::Kind::live_view;
    for_each_body(dynamic, [&found](const PlanNode& body) { found = found || uses_live_views(body); });
    return found;
  });
}

}  // namespace

std::string generate(const Source& source, const Target& target) {
  std::vector<Content> contents = parse(source);
  write_colocated_hooks(contents, (target.name_space.empty() ? "" : target.name_space + "::") + target.type);
  const Plan plan = make_plan(std::move(contents));
  if (target.is_component && !plan.root.root) {
    throw Mistake(0,
                  "the template of a live component is one tag, always there and no component, by which the "
                  "client finds it again");
  }
  const std::vector<NeededEvent> events = needed_events(plan, target);
  const std::string own_namespace =
      target.name_space.empty() ? "anqa_templates_of_no_namespace" : target.name_space;
  const std::string type = "::" + (target.name_space.empty() ? "" : target.name_space + "::") + target.type;
  const std::string rendering = target.type + "Template";

  Writer writer(source, target.output_path, target.lines_before);
  writer.own("// Written by anqa-heex from a template; what is changed here is lost at the next build.\n");
  writer.own("#include " + quoted(target.header) + "\n");
  if (target.is_view) writer.own("#include \"anqa/live/detail/view_of.hpp\"\n");
  if (target.is_component) writer.own("#include \"anqa/live/detail/component_of.hpp\"\n");
  // The components that every template knows need no include in the header of who uses them.
  const bool built_in =
      std::any_of(plan.components.begin(), plan.components.end(),
                  [](const UsedComponent& it) { return it.type.starts_with("::anqa::components::"); });
  if (built_in) writer.own("#include \"anqa/live/components.hpp\"\n");
  if (uses_live_views(plan.root)) writer.own("#include \"anqa/live/live_render.hpp\"\n");
  writer.own("#include \"anqa/live/detail/template.hpp\"\n\n");
  // A file may have several templates, each with constants of the same names.
  const std::string inner = "anqa_" + target.type;
  writer.own("namespace " + own_namespace + " {\nnamespace " + inner + " {\nnamespace {\n\n");
  write_statics(writer, plan, target.name_space + "::" + target.type);
  // Derived from the view or component so that the template may call its static
  // functions by their names.
  writer.own("struct " + rendering + " : " + type + " {\n");
  writer.own("  using Assigns = ::anqa::AssignsOf<" + type + ">::type;\n");
  writer.own(
      "  static void render(::anqa::Renderer& anqa_r, const Assigns& anqa_assigns, ::anqa::Mask "
      "anqa_changed);\n");
  writer.own("};\n\n");
  writer.own("void " + rendering +
             "::render([[maybe_unused]] ::anqa::Renderer& anqa_r, [[maybe_unused]] const Assigns& "
             "anqa_assigns,\n    [[maybe_unused]] ::anqa::Mask anqa_changed) {\n");
  writer.own(
      "  using ::anqa::JS;\n  using ::anqa::raw;\n  using ::anqa::remembered;\n  using namespace "
      "::anqa::core;\n");
  write_assigns(writer, plan, target);
  if (target.is_view || target.is_component) write_event_checks(writer, events, target);
  write_node(writer, plan.root);
  writer.own("}\n\n}  // namespace\n}  // namespace " + inner + "\n}  // namespace " + own_namespace +
             "\n\n");
  writer.own("namespace anqa {\n\ntemplate <>\nvoid render_template<" + type +
             ">(Renderer& renderer, const AssignsOf<" + type + ">::type& assigns, Mask changed) {\n");
  writer.own("  ::" + own_namespace + "::" + inner + "::" + rendering +
             "::render(renderer, assigns, changed);\n}\n");
  if (target.is_view || target.is_component) write_type(writer, events, target, type);
  writer.own("\n}  // namespace anqa\n");
  return writer.text();
}

}  // namespace anqa::heex
