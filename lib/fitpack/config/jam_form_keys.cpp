#include "fitpack/config/form_table.hpp"
#include "fitpack/config/form_text.hpp"
#include "fitpack/config/yaml_text.hpp"

namespace fitpack {

namespace {

Coefficient read_optional(const YamlReader& map, const std::string& key) {
  return map.has(key) ? read_coefficient(map, key) : Coefficient{};
}

JamShapeOptions read_shape(const YamlReader& map) {
  return {read_coefficient(map, "B"), read_coefficient(map, "C"), read_optional(map, "D"),
          read_optional(map, "E")};
}

FormOptions read(const YamlReader& map) {
  JamFormOptions form;
  form.shape = read_shape(map);
  form.norm = map.choice<ShapeNorm>("norm", form.norm,
                                    {{"momentum", ShapeNorm::momentum},
                                     {"number", ShapeNorm::number},
                                     {"none", ShapeNorm::none}});
  for (const YamlReader& item : map.maps("plus")) {
    form.plus.push_back({read_coefficient(item, "A"), read_shape(item)});
  }
  return form;
}

std::string norm_text(ShapeNorm norm) {
  if (norm == ShapeNorm::momentum) return "momentum";
  return norm == ShapeNorm::number ? "number" : "none";
}

std::string shape_text(const JamShapeOptions& shape) {
  return "B: " + coefficient_text(shape.b) + ", C: " + coefficient_text(shape.c) +
         ", D: " + coefficient_text(shape.d) + ", E: " + coefficient_text(shape.e);
}

std::string text(const FormOptions& options) {
  const auto& form = std::get<JamFormOptions>(options);
  std::string result = ", " + shape_text(form.shape) + ", norm: " + norm_text(form.norm);
  std::vector<std::string> plus;
  for (const AddedJamShapeOptions& added : form.plus) {
    plus.push_back("{A: " + coefficient_text(added.a) + ", " + shape_text(added.shape) + "}");
  }
  return plus.empty() ? result : result + ", plus: " + yaml_list(plus);
}

void document(std::vector<KeyDoc>& docs) {
  docs.push_back({"pdfs.NAME.norm", "momentum, number or none", "momentum",
                  "form jam: the moment of a shape that its A is, ∫ dx x f or ∫ dx f of the shape; "
                  "none: A multiplies the shape as it is"});
  docs.push_back({"pdfs.NAME.plus", "list of maps of A, B, C, D, E", "",
                  "form jam: more shapes to add, each with an amplitude of its own"});
}

}  // namespace

FormKeys jam_form_keys() {
  return {"jam",
          "A x^B (1-x)^C (1 + D √x + E x) divided by its own moment, several of them added",
          alternative_of<JamFormOptions>(),
          AmplitudeKey::required,
          read,
          text,
          document};
}

}  // namespace fitpack
