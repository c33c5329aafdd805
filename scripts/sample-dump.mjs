// Prints a schema as pg_dump would: tables with comments, keys, indexes and foreign keys apart.
//
//   node scripts/sample-dump.mjs [TABLES]    500 tables, about 530 KB, when absent
const tables = Number(process.argv[2] ?? 500);
const name = (index) => `entity_${String(index).padStart(4, '0')}`;
const header = (of, type) => `--\n-- Name: ${of}; Type: ${type}; Schema: public; Owner: -\n--\n`;
const numbers = Array.from({ length: tables }, (_, index) => index);

const table = (index) => `${header(name(index), 'TABLE')}
CREATE TABLE public.${name(index)} (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    parent_id uuid${index % 3 === 0 ? '' : ' NOT NULL'},
    name character varying(255) NOT NULL,
    status integer DEFAULT 0 NOT NULL,
    amount numeric(30,5) DEFAULT 0.0,
    properties jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_at timestamp(6) without time zone NOT NULL,
    deleted_at timestamp(6) without time zone${index % 4 === 0 ? `,\n    CONSTRAINT ${name(index)}_positive CHECK ((amount >= (0)::numeric))` : ''}
);

`;
const key = (index) => `${header(`${name(index)} ${name(index)}_pkey`, 'CONSTRAINT')}
ALTER TABLE ONLY public.${name(index)}
    ADD CONSTRAINT ${name(index)}_pkey PRIMARY KEY (id);

`;
const indexOf = (index) => `${header(`index_${name(index)}_on_parent_id`, 'INDEX')}
CREATE ${index % 5 === 0 ? 'UNIQUE ' : ''}INDEX index_${name(index)}_on_parent_id ON public.${name(index)} USING btree (parent_id${index % 2 === 0 ? ') WHERE (deleted_at IS NULL' : ', created_at DESC'});

`;
const reference = (index) => `${header(`${name(index)} fk_${name(index)}_parent`, 'FK CONSTRAINT')}
ALTER TABLE ONLY public.${name(index)}
    ADD CONSTRAINT fk_${name(index)}_parent FOREIGN KEY (parent_id) REFERENCES public.${name(Math.floor(index / 2))}(id) ON DELETE CASCADE;

`;
const settings =
  "SET statement_timeout = 0;\nSET standard_conforming_strings = on;\nSELECT pg_catalog.set_config('search_path', '', false);\n\n";
process.stdout.write(settings + [table, key, indexOf, reference].map((part) => numbers.map(part).join('')).join(''));
