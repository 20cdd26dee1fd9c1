#include "anqa/live/heex/generate.hpp"

#include <algorithm>

#include "anqa/live/heex/parser.hpp"
#include "anqa/live/heex/plan.hpp"
#include "anqa/live/heex/write_node.hpp"
#include "anqa/live/heex/writer.hpp"

namespace anqa::heex {

namespace {

/// Each assign that the template names: a local that stands for it, and its bit.
void write_assigns(Writer& writer, const Plan& plan) {
  for (const auto& [name, at] : plan.assigns) {
    writer.own("  [[maybe_unused]] constexpr ::anqa::Mask anqa_bit_" + name +
               " = ::anqa::detail::mask_named<Assigns>(\"" + name + "\");\n");
    writer.own("  [[maybe_unused]] const auto& _" + name + " = anqa_assigns.").at(at, name).own(";").line();
  }
}

/// An event that is to be handled by a view, and what is said at `at` when it is not.
struct NeededEvent {
  std::string name;
  Offset at;
  std::string complaint;
};

/// The events that the template names, and those that the components on the page name.
std::vector<NeededEvent> needed_events(const Plan& plan, const Target& target) {
  std::vector<NeededEvent> needed;
  const auto expected = [&target](const std::string& name) {
    return target.type + " does not handle this event; expected a public handle_event(Event<\"" + name +
           "\">, const Params&, Socket&)";
  };
  for (const NamedEvent& event : plan.events) {
    needed.push_back(
        {event.name, event.at, event.binding + "=\"" + event.name + "\": " + expected(event.name)});
  }
  for (const UsedComponent& used : plan.components) {
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
                          quoted(event.complaint) + ");")
        .line();
  }
}

void write_view_type(Writer& writer, const std::vector<NeededEvent>& events, const std::string& type) {
  std::vector<std::string> names;
  for (const NeededEvent& event : events) {
    if (std::find(names.begin(), names.end(), event.name) == names.end()) names.push_back(event.name);
  }
  std::string list;
  for (const std::string& name : names) list += ", " + quoted(name);
  writer.own("template <>\nconst ViewType& view_type<" + type + ">() {\n");
  writer.own("  static const ViewType type = detail::make_view_type<" + type + list +
             ">();\n  return type;\n}\n");
  writer.own("const LiveViewInfo& live_view_info(LiveTag<" + type + ">) { return view_type<" + type +
             ">(); }\n");
}

}  // namespace

std::string generate(const Source& source, const Target& target) {
  const Plan plan = make_plan(parse(source));
  const std::vector<NeededEvent> events = needed_events(plan, target);
  const std::string own_namespace =
      target.name_space.empty() ? "anqa_templates_of_no_namespace" : target.name_space;
  const std::string type = "::" + (target.name_space.empty() ? "" : target.name_space + "::") + target.type;
  const std::string rendering = target.type + "Template";

  Writer writer(source, target.output_path);
  writer.own("// Written by anqa-heex from a template; what is changed here is lost at the next build.\n");
  writer.own("#include " + quoted(target.header) + "\n");
  writer.own(target.is_view ? "#include \"anqa/live/detail/view_of.hpp\"\n" : "");
  writer.own("#include \"anqa/live/detail/template.hpp\"\n\n");
  writer.own("namespace " + own_namespace + " {\nnamespace {\n\n");
  write_statics(writer, plan, target.name_space + "::" + target.type);
  // Derived from the view or component so that the template may call its static functions by their names.
  writer.own("struct " + rendering + " : " + type + " {\n");
  writer.own("  using Assigns = ::anqa::AssignsOf<" + type + ">::type;\n");
  writer.own(
      "  static void render(::anqa::Renderer& anqa_r, const Assigns& anqa_assigns, ::anqa::Mask "
      "anqa_changed);\n");
  writer.own("};\n\n");
  writer.own("void " + rendering +
             "::render([[maybe_unused]] ::anqa::Renderer& anqa_r, [[maybe_unused]] const Assigns& "
             "anqa_assigns,\n    [[maybe_unused]] ::anqa::Mask anqa_changed) {\n");
  writer.own("  using ::anqa::raw;\n");
  write_assigns(writer, plan);
  if (target.is_view) write_event_checks(writer, events, target);
  write_node(writer, plan.root);
  writer.own("}\n\n}  // namespace\n}  // namespace " + own_namespace + "\n\n");
  writer.own("namespace anqa {\n\ntemplate <>\nvoid render_template<" + type +
             ">(Renderer& renderer, const AssignsOf<" + type + ">::type& assigns, Mask changed) {\n");
  writer.own("  ::" + own_namespace + "::" + rendering + "::render(renderer, assigns, changed);\n}\n");
  if (target.is_view) write_view_type(writer, events, type);
  writer.own("\n}  // namespace anqa\n");
  return writer.text();
}

}  // namespace anqa::heex
